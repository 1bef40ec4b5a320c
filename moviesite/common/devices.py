"""What to call a browser in words people use."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

_SHORT = {"Mobile Safari": "Safari", "Chrome Mobile": "Chrome", "Firefox Mobile": "Firefox", "Mac OS X": "macOS"}
LONGEST = 40


def device_name(user_agent: str) -> str:
    """`Firefox on Windows`, `Safari on iOS`, `python-requests`; "" where nothing can be told.

    A User-Agent says what its sender likes: it is shown, and nothing is decided by it.
    """
    names = _names_in(user_agent) if user_agent else ()
    if len(names) == 2:
        browser, system = names
        return (_("%(browser)s on %(system)s") % {"browser": browser, "system": system})[:LONGEST]
    return "".join(names)[:LONGEST]


@lru_cache(maxsize=1024)
def _names_in(user_agent: str) -> tuple[str, ...]:
    """Browser and system, as far as they can be told; else what the client calls itself."""
    from ua_parser import parse  # loads a few megabytes of patterns, and only the list of sessions needs them

    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    names = [_SHORT.get(name, name) for name in (browser, system) if name and name != "Other"]
    return tuple(names) or (user_agent.partition("/")[0].strip(),)
