"""What to call a browser in words people use."""

from __future__ import annotations

from functools import lru_cache

_SHORT = {"Mobile Safari": "Safari", "Chrome Mobile": "Chrome", "Firefox Mobile": "Firefox", "Mac OS X": "macOS"}
LONGEST = 40


@lru_cache(maxsize=1024)
def device_name(user_agent: str) -> str:
    """`Firefox on Windows`, `Safari on iOS`, `python-requests`; "" where nothing can be told.

    A User-Agent says what its sender likes: it is shown, and nothing is decided by it.
    """
    if not user_agent:
        return ""
    from ua_parser import parse  # loads a few megabytes of patterns, and only the list of sessions needs them

    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    names = [_SHORT.get(name, name) for name in (browser, system) if name and name != "Other"]
    if not names:
        return user_agent.partition("/")[0].strip()[:LONGEST]
    return " on ".join(names)[:LONGEST]
