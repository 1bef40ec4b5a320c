"""How long to wait before asking again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 24 * 3600.0  # seconds that are believed


def read_retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After field (RFC 9110, 10.2.3: seconds or a date) asks for; None where it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return min(max(0.0, (aware - datetime.fromtimestamp(now, UTC)).total_seconds()), _LONGEST)


def full_jitter(attempt: int, chance: float, *, base: float, cap: float) -> float:
    """Seconds before attempt number `attempt` (from 0): anything up to a bound that doubles; `chance` is in [0, 1)."""
    return chance * min(cap, base * 2.0**attempt)
