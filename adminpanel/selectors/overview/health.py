"""Is it healthy? The last hour by minute, response times over the day, and a lamp for each part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.enums import DeliveryState, NotificationChannel
from accounts.models import Delivery
from accounts.telegram import client as telegram
from adminpanel.models import HealthSample
from catalog.enums import RunState
from catalog.models import IndexRun
from catalog.selectors.providers import provider_views
from moviesite.common.http.status import Circuit, upstream_status
from moviesite.events.models import OutboxEvent

SLOW_MS = 500  # a minute whose p95 is above is slow
LATE = timedelta(minutes=5)  # without a sample the schedule stands still
UNKNOWN = "not measured yet"
CROWDED = 200  # messages in the queue
HALF_HOUR = 1800


class Light(StrEnum):
    """How a part stands."""

    OK = "ok"
    SLOW = "slow"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Lamp:
    """A part of the site, how it stands, and its figure."""

    name: str
    light: Light
    says: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A minute of the last hour; `x` in a strip 300 wide."""

    x: int
    light: Light


@dataclass(frozen=True, slots=True)
class Health:
    """`p95` and `p95_before` are in milliseconds, by half hour over 24 hours, and for the same hours a week ago."""

    answer: str
    why: str
    ticks: list[Tick]
    bad: int
    checks: int
    p95_now: float | None
    p95_change: float | None
    p95: list[float]
    lamps: list[Lamp]


def health(now: datetime | None = None) -> Health:
    """Everything of the first column."""
    now = now or timezone.now()
    day = list(HealthSample.objects.filter(minute__gt=now - timedelta(days=1), minute__lte=now).order_by("minute"))
    hour = {sample.minute.replace(second=0): sample for sample in day if sample.minute > now - timedelta(hours=1)}
    ticks = _ticks(hour, now)
    lamps = _lamps(day[-1] if day else None, now)
    p95 = _by_half_hour(day)
    week_ago = HealthSample.objects.filter(minute__gt=now - timedelta(days=8), minute__lte=now - timedelta(days=7))
    before = [value for value in week_ago.values_list("p95_ms", flat=True) if value is not None]
    current = median(values) if (values := [s.p95_ms for s in hour.values() if s.p95_ms is not None]) else None
    old = median(before) if before else None
    answer, why = _words(lamps, hour, current)
    return Health(
        answer=answer,
        why=why,
        ticks=ticks,
        bad=sum(tick.light is Light.BAD for tick in ticks),
        checks=len(hour),
        p95_now=current,
        p95_change=None if current is None or old is None else round(current - old, 1),
        p95=p95,
        lamps=lamps,
    )


def _ticks(hour: dict[datetime, HealthSample], now: datetime) -> list[Tick]:
    first = now.replace(second=0, microsecond=0) - timedelta(minutes=60)
    minutes = [first + timedelta(minutes=back) for back in range(60)]
    return [Tick(at * 5, _light_of(hour.get(minute))) for at, minute in enumerate(minutes)]


def _light_of(sample: HealthSample | None) -> Light:
    if sample is None:
        return Light.OFF
    if sample.database_ms is None or sample.errors:
        return Light.BAD
    slow = sample.cache_ms is None or (sample.p95_ms or 0) > SLOW_MS or (sample.queue_waiting or 0) > CROWDED
    return Light.SLOW if slow else Light.OK


def _by_half_hour(samples: list[HealthSample]) -> list[float]:
    """Medians, so that one slow minute does not draw a day."""
    groups: dict[int, list[float]] = {}
    for sample in samples:
        if sample.p95_ms is not None:
            groups.setdefault(int(sample.minute.timestamp()) // HALF_HOUR, []).append(sample.p95_ms)
    return [median(groups[at]) for at in sorted(groups)]


def _lamps(last: HealthSample | None, now: datetime) -> list[Lamp]:
    fresh = last is not None and now - last.minute < LATE
    lamps = [
        Lamp("Schedule", Light.OK if fresh else Light.BAD, "runs" if fresh else "no sample for five minutes"),
        _timed("Database", last, "database_ms", connection.vendor),
        _timed("Cache", last, "cache_ms", _cache_says()),
        _index_lamp(),
        _queue_lamp(last),
        _events_lamp(),
        _telegram_lamp(),
    ]
    for view in provider_views():
        if not view.is_on:
            lamps.append(Lamp(view.name, Light.OFF, "no key" if view.remarks else "off"))
            continue
        left = ", ".join(f"{count} left a {window}" for window, count in view.left)
        spent = any(count == 0 for _window, count in view.left)
        light = Light.BAD if view.circuit is Circuit.OPEN else Light.SLOW if spent or view.failures else Light.OK
        lamps.append(Lamp(view.name, light, "left alone" if view.circuit is Circuit.OPEN else left or "asked"))
    return lamps


def _timed(name: str, last: HealthSample | None, field: str, more: str) -> Lamp:
    if last is None:
        return Lamp(name, Light.OFF, UNKNOWN)
    ms: float | None = getattr(last, field)
    if ms is None:
        return Lamp(name, Light.BAD, "does not answer")
    return Lamp(name, Light.SLOW if ms > SLOW_MS else Light.OK, f"{ms:.1f} ms{', ' + more if more else ''}")


def _cache_says() -> str:
    """Hits of Redis since it started; other caches do not count them."""
    client = getattr(getattr(cache, "client", None), "get_client", None)
    if client is None:
        return ""
    try:
        stats = client().info("stats")
    except OSError:
        return ""
    hits, misses = int(stats.get("keyspace_hits", 0)), int(stats.get("keyspace_misses", 0))
    return f"{hits / (hits + misses):.0%} hits" if hits + misses else ""


def _index_lamp() -> Lamp:
    run = IndexRun.objects.order_by("-pk").first()
    if run is None or run.state == RunState.FINISHED:
        return Lamp("Search index", Light.OK, "follows each change")
    failed = run.state == RunState.FAILED
    return Lamp("Search index", Light.BAD if failed else Light.SLOW, "rebuild failed" if failed else "being rebuilt")


def _queue_lamp(last: HealthSample | None) -> Lamp:
    if last is None:
        return Lamp("Queue", Light.OFF, UNKNOWN)
    waiting = last.queue_waiting
    if waiting is None:
        return Lamp("Queue", Light.BAD, "does not answer")
    return Lamp("Queue", Light.SLOW if waiting > CROWDED else Light.OK, f"{waiting} waiting")


def _events_lamp() -> Lamp:
    waiting = OutboxEvent.objects.filter(delivered_at=None, dead_at=None).count()
    dead = OutboxEvent.objects.filter(delivered_at=None).exclude(dead_at=None).count()
    if dead:
        return Lamp("Events", Light.SLOW, f"{dead} given up, {waiting} waiting")
    return Lamp("Events", Light.SLOW if waiting > CROWDED else Light.OK, f"{waiting} waiting")


def _telegram_lamp() -> Lamp:
    if not telegram.is_on():
        return Lamp("Telegram", Light.OFF, "no token")
    if upstream_status(telegram.NAME, telegram.LIMITS).circuit is Circuit.OPEN:
        return Lamp("Telegram", Light.BAD, "left alone")
    waiting = Delivery.objects.filter(channel=NotificationChannel.TELEGRAM, state=DeliveryState.PENDING).count()
    return Lamp("Telegram", Light.OK, f"{waiting} waiting")


def _words(lamps: list[Lamp], hour: dict[datetime, HealthSample], p95: float | None) -> tuple[str, str]:
    """The answer in a few words, and what it rests on."""
    bad = [lamp for lamp in lamps if lamp.light is Light.BAD]
    slow = [lamp for lamp in lamps if lamp.light is Light.SLOW]
    if bad:
        answer = f"No: {bad[0].name.lower() if len(bad) == 1 else f'{len(bad)} parts'} down."
    elif slow:
        answer = f"Yes, {slow[0].name if len(slow) == 1 else f'{len(slow)} parts'} limp{'s' if len(slow) == 1 else ''}."
    else:
        answer = "Yes."
    requests, errors = sum(s.requests for s in hour.values()), sum(s.errors for s in hour.values())
    if not hour:
        return answer, "Nobody has measured it in the last hour: is the schedule running?"
    rate = f"{1 - errors / requests:.2%} of {requests:,} requests went well" if requests else "No requests"
    said = f"{rate} in the last hour{f', 95 % within {p95:.0f} ms' if p95 is not None else ''}."
    return answer, " ".join([said, *(f"{lamp.name}: {lamp.says}." for lamp in (*bad, *slow)[:2])])
