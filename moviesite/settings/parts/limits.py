"""Rate limits, each with a name. `RATE_LIMIT_SCALE` multiplies them all, for load tests.

A rate is `count/period` with s, m, h or d, optionally with a number before the unit: `25/5m`.
Scope `ip` counts an IPv4 address or an IPv6 /64; `account` the account named in the request; `user` the member, or the
address for a visitor.
"""

from __future__ import annotations

RATE_LIMITS: dict[str, tuple[str, str]] = {
    "login-ip": ("ip", "25/5m"),
    "login-account": ("account", "10/h"),
    "register": ("ip", "20/h"),
    "refresh": ("ip", "120/m"),
    "search": ("user", "120/m"),
    "suggest": ("user", "240/m"),
    "read": ("user", "600/m"),
    "write": ("user", "120/m"),
    "review": ("user", "20/h"),
    "recommend": ("user", "120/m"),
    "train": ("user", "6/h"),
}
