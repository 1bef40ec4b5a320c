"""Rate limits, each with a name. `RATE_LIMIT_SCALE` multiplies them all, for load tests.

A rate is `count/period` with s, m, h or d, optionally with a number before the unit: `25/5m`.
Scope `ip` counts an IPv4 address or an IPv6 /64; `account` the account named in the request; `user` the member, or the
address for a visitor.
"""

from __future__ import annotations

#: Bytes of a history that a member uploads; the longest exports known are a few megabytes.
IMPORT_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_QUOTA = 2 * IMPORT_MAX_BYTES  # of any upload, before a view looks at it

RATE_LIMITS: dict[str, tuple[str, str]] = {
    "login-ip": ("ip", "25/5m"),
    "login-account": ("account", "10/h"),  # an account from one network
    "login-everywhere": ("account", "50/h"),  # an account from networks it does not know
    "reset-ip": ("ip", "10/h"),
    "reset-account": ("account", "5/h"),
    "email-resend": ("user", "5/h"),
    "proof": ("user", "20/h"),
    "password": ("user", "10/h"),
    "otp": ("account", "10/15m"),
    "register": ("ip", "20/h"),
    "refresh": ("ip", "120/m"),
    "wallet-nonce": ("ip", "30/5m"),
    "wallet-connect": ("ip", "30/5m"),
    "search": ("user", "120/m"),
    "suggest": ("user", "240/m"),
    "read": ("user", "600/m"),
    "write": ("user", "120/m"),
    "review": ("user", "20/h"),
    "follow": ("user", "60/h"),
    "report": ("user", "20/h"),
    "appeal-link": ("ip", "30/h"),
    "avatar": ("user", "20/h"),
    "rank": ("user", "240/m"),
    "import": ("user", "20/h"),
    "export": ("user", "20/h"),
    "recommend": ("user", "120/m"),
    "vote": ("user", "240/m"),
    "vote-day": ("user", "600/d"),
    "vote-day-visitor": ("ip", "300/d"),
    "telegram": ("ip", "3000/m"),  # updates come from few addresses
    "telegram-chat": ("account", "30/m"),
    "telegram-vote-day": ("account", "300/d"),  # of a chat that is no member's
    "train": ("user", "6/h"),
    "index": ("user", "60/m"),
    "reindex": ("user", "12/h"),
}
