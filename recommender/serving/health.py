"""How often steps of the recommendation failed lately, counted across processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from moviesite.ops.metrics import STEP_FAILURES

STEPS = ("load", "model", "mood", "dismissals", "diversify", "explain", "batch", "log")
HOURS = 24


def count_failure(step: str) -> None:
    """One more failure of a step, for the metrics and for the last day."""
    STEP_FAILURES.labels(step).inc()
    key = _key(step, timezone.now())
    if not cache.add(key, 1, (HOURS + 1) * 3600):
        try:
            cache.incr(key)
        except ValueError:  # it ran out in between
            cache.set(key, 1, (HOURS + 1) * 3600)


def failures_last_day() -> dict[str, int]:
    """Failures by step in the last 24 hours; steps without any are 0."""
    now = timezone.now()
    keys = {_key(step, now - timedelta(hours=back)): step for step in STEPS for back in range(HOURS)}
    found = dict.fromkeys(STEPS, 0)
    for key, count in cache.get_many(list(keys)).items():
        found[keys[key]] += int(count)
    return found


def _key(step: str, at: datetime) -> str:
    return f"recommender:failed:{step}:{at:%Y%m%d%H}"
