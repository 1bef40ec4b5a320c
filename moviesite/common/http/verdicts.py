"""What a service's answer means where its status does not say so."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a `judge` may find."""

    SPENT = "spent"  # the key's quota is used up
    REFUSED = "refused"  # the key is wrong
    MISSING = "missing"  # there is no such thing
    BUSY = "busy"  # later
