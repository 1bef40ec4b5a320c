"""Texts that would run, break out or mislead somewhere, if that place did not escape."""

from __future__ import annotations

#: A word inside the payloads, by which their remains are found in a parsed page.
MARK = "zqx"

SCRIPTS = (
    f"<script>{MARK}(1)</script>",
    f"<ScRiPt>{MARK}(1)</sCrIpT>",
    f"<script src=//{MARK}.example></script>",
    f"<script\n>{MARK}(1)</script\n>",
    f"</script><script>{MARK}(1)</script>",
    f"<scr<script>ipt>{MARK}(1)</scr</script>ipt>",
    f"<!--<script>{MARK}(1)//-->",
    f"</title><script>{MARK}(1)</script>",
    f"</textarea><script>{MARK}(1)</script>",
    f"</style><script>{MARK}(1)</script>",
    f"</noscript><script>{MARK}(1)</script>",
    f"]]><script>{MARK}(1)</script>",
    f"--><script>{MARK}(1)</script>",
    f'"}}</script><script>{MARK}(1)</script>',
)
ELEMENTS = (
    f"<svg onload={MARK}(1)>",
    f"<svg/onload={MARK}(1)>",
    f"<svg><script>{MARK}(1)</script></svg>",
    f"<svg><a xlink:href='javascript:{MARK}(1)'><text>x</text></a></svg>",
    f"<svg><animate onbegin={MARK}(1) attributeName=x dur=1s>",
    f"</svg><script>{MARK}(1)</script>",
    f"</text><script>{MARK}(1)</script>",
    f"<img src=x onerror={MARK}(1)>",
    f'<img src=x onerror="{MARK}(1)"//',
    f"<body onload={MARK}(1)>",
    f"<details open ontoggle={MARK}(1)>",
    f"<input autofocus onfocus={MARK}(1)>",
    f"<video><source onerror={MARK}(1)>",
    f"<iframe src=javascript:{MARK}(1)></iframe>",
    f"<iframe srcdoc='<script>{MARK}(1)</script>'>",
    f"<object data=javascript:{MARK}(1)>",
    f"<embed src=javascript:{MARK}(1)>",
    f"<base href=https://{MARK}.example/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{MARK}(1)'>",
    f"<link rel=stylesheet href=//{MARK}.example>",
    f"<style>@import '//{MARK}.example';</style>",
    f"<form action=javascript:{MARK}(1)><button>x</button></form>",
    f"<math><mtext><style><img src onerror={MARK}(1)></style>",
    f"<a href='javascript:{MARK}(1)'>x</a>",
    f"<div hx-get=/logout/ hx-trigger=load data-{MARK}>x</div>",
    f"<x-{MARK}>",
)
BREAKOUTS = (
    f'" onmouseover="{MARK}(1)',
    f"' onmouseover='{MARK}(1)",
    f"` onmouseover=`{MARK}(1)",
    f'" autofocus onfocus={MARK}(1) x="',
    f'"><img src=x onerror={MARK}(1)>',
    f"'><img src=x onerror={MARK}(1)>",
    f"x onclick={MARK}(1)",
    f"&quot; onclick=&quot;{MARK}(1)",
    f"&#34; onclick=&#34;{MARK}(1)",
    f'\\" onclick=\\"{MARK}(1)',
    f"\\u003cscript\\u003e{MARK}(1)",
    f"&lt;script&gt;{MARK}(1)&lt;/script&gt;",
    f"%3Cscript%3E{MARK}(1)%3C/script%3E",
)
ADDRESSES = (
    f"javascript:{MARK}(1)",
    f"JaVaScRiPt:{MARK}(1)",
    f"java\tscript:{MARK}(1)",
    f" javascript:{MARK}(1)",
    f"vbscript:{MARK}(1)",
    f"data:text/html,<script>{MARK}(1)</script>",
)
TEMPLATES = (
    f"{{{{ 7|add:7 }}}}{MARK}",
    f"{{% include 'base.html' %}}{MARK}",
    f"{{# {MARK} #}}",
    f"${{{MARK}}}<%= {MARK} %>#{{{MARK}}}",
    "%(title)s %s {0} {title} %",
)
UNICODE = (
    f"\u202e{MARK}\u202c",
    f"\u2066\u202e{MARK}\u2069",
    f"\uff1cscript\uff1e{MARK}(1)\uff1c/script\uff1e",
    f"\u00bcscript\u00be{MARK}(1)",
    f"a\u0300\u0301\u0302\u0303\u0304{MARK}",
    f"\u2028{MARK}\u2029",
    f"\ufeff{MARK}\u200b\u200d",
    f"\ufffe\uffff{MARK}",
    f"\x0b\x1b[31m{MARK}\x7f\x85",
    "ക്‍ഷ 👩‍👩‍👧 ఒక్‌క",
)
PAYLOADS = SCRIPTS + ELEMENTS + BREAKOUTS + ADDRESSES + TEMPLATES + UNICODE

_HANDLERS = (
    "onclick",
    "onerror",
    "onload",
    "onfocus",
    "onmouseover",
    "ontoggle",
    "onanimationstart",
    "onpointerrawupdate",
)
_CARRIERS = (
    "<svg {handler}={mark}(1)>",
    "<img src=x {handler}={mark}(1)>",
    "<a href=x {handler}='{mark}(1)'>x</a>",
    "<input {handler}={mark}(1) autofocus>",
    "<details open {handler}={mark}(1)>",
    "<x tabindex=1 {handler}={mark}(1)>",
    '" {handler}="{mark}(1)',
    "' {handler}='{mark}(1)",
    '"><p {handler}={mark}(1)>',
    "</textarea><p/{handler}={mark}(1)>",
    "<iframe {handler}={mark}(1)>",
)
#: More than 150, for the promises; every run of the suite takes those above.
CORPUS = tuple(
    dict.fromkeys(
        [*PAYLOADS, *(carrier.format(handler=handler, mark=MARK) for carrier in _CARRIERS for handler in _HANDLERS)]
    )
)
