"""Names of platforms brought to a form in which they can be compared."""

from __future__ import annotations

import re

from catalog.dedup.normalise import fold_case

_NOT_WORD = re.compile(r"[^\w+]+", re.UNICODE)
# What catalogs add to a service's name to tell its plans and resellers apart; the service is the same.
_PLAN = re.compile(r"\b(?:(?:basic|standard|premium) with ads|with ads|amazon channel|apple tv channel|kids)\b")


def platform_key(name: str) -> str:
    """One key for `Amazon Prime Video`, `Amazon Prime Video with Ads` and `amazon-prime video`; "" for no name."""
    folded = fold_case(name).replace("-", " ")
    plain = _PLAN.sub(" ", folded)
    return (_NOT_WORD.sub("", plain) or _NOT_WORD.sub("", folded))[:80]
