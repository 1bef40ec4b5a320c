"""Writing the figures that the dashboard draws: one sample a minute, and the sums of each day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import BrowserSession, RefreshFamily, User
from adminpanel.models import DailyFigure, HealthSample
from catalog.models import MissedSearch, Title
from matchups.models import Vote
from moviesite.events.models import OutboxEvent
from moviesite.ops.load import hand_over, read_minute
from moviesite.ops.metrics import MODEL_TRAINED, QUEUE_WAITING
from ratings.models import DiaryEntry, ImportJob, Rating, Review, SavedTitle, TitleList
from recommender.models import ModelVersion

log = structlog.get_logger(__name__)

KEEP_SAMPLES = timedelta(days=8)
BACKFILL_DAYS = 35  # how far a new installation looks back for what its rows still tell


def take_sample(*, at: datetime | None = None) -> HealthSample:
    """Measure the minute that has just ended (`at` lies in it); the same minute again replaces it."""
    hand_over(now=True)
    moment = (at or timezone.now() - timedelta(minutes=1)).replace(second=0, microsecond=0)
    load = read_minute(int(moment.timestamp() // 60))
    sample, _ = HealthSample.objects.update_or_create(
        minute=moment,
        defaults={
            "database_ms": _timed(_ask_database),
            "cache_ms": _timed(_ask_cache),
            "queue_waiting": queue_length(),
            "events_waiting": OutboxEvent.objects.filter(delivered_at=None, dead_at=None).count(),
            "requests": load.requests,
            "errors": load.errors,
            "p50_ms": load.quantile_ms(0.5),
            "p95_ms": load.quantile_ms(0.95),
        },
    )
    HealthSample.objects.filter(minute__lt=moment - KEEP_SAMPLES).delete()
    _show(sample)
    return sample


def _show(sample: HealthSample) -> None:
    """The same for whoever collects metrics."""
    if sample.queue_waiting is not None:
        QUEUE_WAITING.set(sample.queue_waiting)
    for algorithm, trained_at in ModelVersion.objects.exclude(active_key=None).values_list("algorithm", "trained_at"):
        MODEL_TRAINED.labels(algorithm).set(trained_at.timestamp())


def queue_length() -> int | None:
    """Messages that no worker has taken yet; None where the broker does not answer."""
    try:
        with current_app.connection_for_read(connect_timeout=2) as link:
            channel = link.default_channel
            return int(channel.queue_declare(queue="celery", passive=True).message_count)
    except Exception as error:  # noqa: BLE001  each transport fails in its own way, and none may stop the sample
        log.warning("figures.queue_unknown", error=type(error).__name__)
        return None


def _timed(ask: Callable[[], bool]) -> float | None:
    """Milliseconds that an answer took, None for no answer."""
    started = time.perf_counter()
    try:
        answered = ask()
    except (DatabaseError, OSError):
        return None
    return round((time.perf_counter() - started) * 1000, 2) if answered else None


def _ask_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _ask_cache() -> bool:
    cache.set("figures:ping", 1, 60)
    return bool(cache.get("figures:ping") == 1)


def count_days(*, anew: bool = False) -> int:
    """Write today's figures, yesterday's for the last time, and what is missing further back; returns the days written.

    What only the present knows, such as who came, is not made up for days that nobody counted. With `anew` no day is
    taken as counted: rows have come, or gone, whose dates lie in the past.
    """
    today = timezone.now().date()
    known = set() if anew else set(DailyFigure.objects.filter(name="ratings").values_list("day", flat=True))
    past = [today - timedelta(days=back) for back in range(2, BACKFILL_DAYS)]
    days = [today, today - timedelta(days=1), *(day for day in past if day not in known)]
    for day in days:
        count_day(day=day)
    return len(days)


def count_day(*, day: date) -> None:
    """Write all figures of one day anew."""
    start = datetime.combine(day, clock.min, UTC)
    end = start + timedelta(days=1)
    rows = [DailyFigure(day=day, name=name, value=count(start, end)) for name, count in FIGURES.items()]
    DailyFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["value"],
        unique_fields=None if connection.vendor == "mysql" else ["day", "name"],
    )


def _rows(queryset: QuerySet[Any], field: str) -> Callable[[datetime, datetime], float]:
    """Counts rows whose `field` lies in the day."""

    def count(start: datetime, end: datetime) -> float:
        return queryset.filter(**{f"{field}__gte": start, f"{field}__lt": end}).count()

    return count


#: Whose row with which moment shows that a member was here.
_TRACES: tuple[tuple[QuerySet[Any], str, str], ...] = (
    (BrowserSession.objects.all(), "user_id", "last_seen_at"),
    (RefreshFamily.objects.all(), "user_id", "rotated_at"),
    (Rating.objects.all(), "user_id", "updated_at"),
    (Vote.objects.exclude(voter=None), "voter_id", "cast_at"),
    (Review.objects.all(), "user_id", "updated_at"),
    (DiaryEntry.objects.all(), "user_id", "created_at"),
    (SavedTitle.objects.all(), "user_id", "created_at"),
)


def active_members(start: datetime, end: datetime) -> set[int]:
    """Members who left a trace between two moments; demo members count like any other."""
    found: set[int] = set()
    for rows, owner, field in _TRACES:
        window = rows.filter(**{f"{field}__gte": start, f"{field}__lt": end}).order_by()
        found.update(window.values_list(owner, flat=True).distinct())
    return found


def _members(start: datetime, end: datetime) -> float:
    return len(active_members(start, end))


def _missed(start: datetime, end: datetime) -> float:
    return sum(MissedSearch.objects.filter(day=start.date()).values_list("times", flat=True))


FIGURES: dict[str, Callable[[datetime, datetime], float]] = {
    "members": _members,
    "registrations": _rows(User.objects.all(), "date_joined"),
    "ratings": _rows(Rating.objects.all(), "created_at"),
    "votes": _rows(Vote.objects.all(), "cast_at"),
    "reviews": _rows(Review.objects.all(), "created_at"),
    "diary": _rows(DiaryEntry.objects.all(), "created_at"),
    "lists": _rows(TitleList.objects.all(), "created_at"),
    "imports": _rows(ImportJob.objects.all(), "created_at"),
    "titles": _rows(Title.objects.all(), "created_at"),
    "missed_searches": _missed,
}
