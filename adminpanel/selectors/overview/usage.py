"""Is it used? Who came, what they did, and how far newcomers get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from adminpanel.models import DailyFigure
from matchups.models import Vote
from ratings.models import Rating

SPAN = 14  # days
SHOWN = (
    ("votes", "Votes"),
    ("ratings", "Ratings"),
    ("reviews", "Reviews"),
    ("diary", "Diary"),
    ("lists", "Lists"),
    ("imports", "Imports"),
    ("registrations", "New members"),
)
FUNNEL_DAYS = 30
LATER = timedelta(days=7)
TASTE = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """A figure of today, and its change against the same day of last week in percent, None without one."""

    label: str
    count: int
    change: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many got there, and their share of those who began (0-1)."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Usage:
    """`members` by day over the last fortnight, `before` over the one before; `votes` by two hours of today."""

    answer: str
    why: str
    today: int
    change: int | None
    members: list[int]
    before: list[int]
    votes: list[Column]
    deeds: list[Deed]
    funnel: list[Step]


def usage(now: datetime | None = None) -> Usage:
    """Everything of the second column. Days are UTC; today so far is compared with the whole day a week ago."""
    now = now or timezone.now()
    today = now.date()
    series = _series(today)
    members = [int(series.get((today - timedelta(days=back), "members"), 0)) for back in reversed(range(SPAN))]
    before = [int(series.get((today - timedelta(days=back + SPAN), "members"), 0)) for back in reversed(range(SPAN))]
    change = _change(sum(members[-7:]), sum(members[-14:-7]))
    deeds = [
        Deed(
            label,
            int(series.get((today, name), 0)),
            _change(series.get((today, name), 0), series.get((today - timedelta(days=7), name), 0)),
        )
        for name, label in SHOWN
    ]
    answer, why = _words(members, change, deeds)
    return Usage(answer, why, members[-1], change, members, before, _votes_today(now), deeds, _funnel(now))


def _series(today: date) -> dict[tuple[date, str], float]:
    rows = DailyFigure.objects.filter(day__gt=today - timedelta(days=2 * SPAN), day__lte=today)
    return {(day, name): value for day, name, value in rows.values_list("day", "name", "value")}


def _change(now: float, before: float) -> int | None:
    """Percent, None where there was nothing to grow from."""
    return round((now / before - 1) * 100) if before else None


def _votes_today(now: datetime) -> list[Column]:
    """Counts by two hours, up to the present ones."""
    start = datetime.combine(now.date(), clock.min, UTC)
    counts = [0] * (now.hour // 2 + 1)
    for cast_at in (
        Vote.objects.filter(cast_at__gte=start, cast_at__lte=now).order_by().values_list("cast_at", flat=True)
    ):
        counts[cast_at.hour // 2] += 1
    return [Column(f"{2 * at:02d}", count) for at, count in enumerate(counts)]


def _funnel(now: datetime) -> list[Step]:
    """Of those who joined in the 30 days that ended a week ago: who rated, rated enough, voted, and came back."""
    end = now - LATER
    joined = User.objects.filter(date_joined__gte=end - timedelta(days=FUNNEL_DAYS), date_joined__lt=end).order_by()
    ratings = Rating.objects.filter(user=OuterRef("pk")).order_by()
    many = ratings.values("user").annotate(n=Count("pk")).filter(n__gte=TASTE)
    steps = (
        ("Joined", joined),
        ("Rated a title", joined.filter(Exists(ratings))),
        (f"Rated {TASTE}", joined.filter(Exists(many))),
        ("Voted", joined.filter(Exists(Vote.objects.filter(voter=OuterRef("pk"))))),
        ("Back after a week", joined.filter(Exists(ratings.filter(updated_at__gte=OuterRef("date_joined") + LATER)))),
    )
    counts = [(label, rows.count()) for label, rows in steps]
    first = counts[0][1] or 1
    return [Step(label, count, count / first) for label, count in counts]


def _words(members: list[int], change: int | None, deeds: list[Deed]) -> tuple[str, str]:
    if not any(members):
        return "Nobody has come yet.", "No member left a trace in the last fortnight."
    if change is None:
        answer = "It begins."
    elif abs(change) < 3:
        answer = "As last week."
    else:
        answer = "More than last week." if change > 0 else "Less than last week."
    moved = sorted((deed for deed in deeds if deed.change is not None), key=lambda deed: -abs(deed.change or 0))
    parts = [f"{members[-1]:,} member{'s' if members[-1] != 1 else ''} came today"]
    if change is not None:
        parts.append(f"{change:+d} % over seven days")
    told = f"{', '.join(parts)}."
    if moved:
        told += f" {moved[0].label} moved most: {moved[0].change:+d} % against the whole day a week ago."
    return answer, told
