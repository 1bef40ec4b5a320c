"""How members rate, how picks are received, and what is watched where."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from accounts.selectors import profile_of
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.models import Rating
from ratings.selectors import Taste, rating_history, taste_of
from recommender.enums import OutcomeKind
from recommender.models import Impression, Outcome

LEAST_MEMBERS = 5  # a smaller group would tell of its members
TREND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Patterns:
    """When and what a member rates. `weekdays` begin with Monday, `hours` with midnight, both by the member's clock.

    A streak is a number of days in a row with a rating each; the current one still holds yesterday.
    """

    taste: Taste
    time_zone: str
    weekdays: tuple[int, ...]
    hours: tuple[int, ...]
    longest_streak: int
    current_streak: int


def patterns_of(member: User, now: datetime) -> Patterns:
    """A member's habits, from every rating of a published title; UTC where they do not tell where they are."""
    name = profile_of(member).time_zone or "UTC"
    zone = zoneinfo.ZoneInfo(name)
    weekdays, hours, days = [0] * 7, [0] * 24, set[date]()
    for at in rating_history(member).order_by().values_list("updated_at", flat=True):
        local = at.astimezone(zone)
        weekdays[local.weekday()] += 1
        hours[local.hour] += 1
        days.add(local.date())
    longest, current = streaks(days, now.astimezone(zone).date())
    return Patterns(taste_of(member), name, tuple(weekdays), tuple(hours), longest, current)


def streaks(days: Iterable[date], today: date) -> tuple[int, int]:
    """Length of the longest run of days, and of the one that holds today or yesterday, else 0."""
    longest, length, current, last = 0, 0, 0, date.min
    for day in sorted(days):
        length = length + 1 if day - last == timedelta(days=1) else 1
        longest, last = max(longest, length), day
        if today - day <= timedelta(days=1):
            current = length
    return longest, current


@dataclass(frozen=True, slots=True)
class Performance:
    """How a title fared among picks. Clicks are known of members in an experiment alone."""

    card: TitleCard
    impressions: int
    members: int
    clicks: int
    ratings: int
    mean: float | None


def shown_titles() -> QuerySet[Any, Any]:
    """Titles by how often they were shown, most first: `title_id`, `shown`, `members`."""
    shown = Impression.objects.filter(title__status=TitleStatus.PUBLISHED).order_by()
    counted = shown.values("title_id").annotate(shown=Sum("times"), members=Count("id"))
    return counted.order_by("-shown", "title_id")


def performance_of(rows: Sequence[dict[str, Any]]) -> list[Performance]:
    """What came of it, for rows of `shown_titles`; a rating counts if it is later than the showing."""
    ids = [row["title_id"] for row in rows]
    cards = cards_by_id(ids)
    clicked = Outcome.objects.filter(kind=OutcomeKind.CLICK, title_id__in=ids).order_by()
    clicks = dict(clicked.values("title_id").annotate(n=Count("id")).values_list("title_id", "n"))
    seen = Impression.objects.filter(
        user_id=OuterRef("user_id"), title_id=OuterRef("title_id"), first_at__lte=OuterRef("updated_at")
    )
    rated = Rating.objects.filter(Exists(seen), title_id__in=ids).order_by().values("title_id")
    given = {
        pk: (count, mean)
        for pk, count, mean in rated.annotate(n=Count("id"), mean=Avg("value")).values_list("title_id", "n", "mean")
    }
    return [
        Performance(
            card=cards[row["title_id"]],
            impressions=row["shown"],
            members=row["members"],
            clicks=clicks.get(row["title_id"], 0),
            ratings=given.get(row["title_id"], (0, None))[0],
            mean=given.get(row["title_id"], (0, None))[1],
        )
        for row in rows
        if row["title_id"] in cards
    ]


@dataclass(frozen=True, slots=True)
class Group:
    """The ratings of a language or region in the last days, and in as many days before; `before` is None if too few."""

    key: str
    ratings: int
    members: int
    mean: float
    before: int | None

    @property
    def change(self) -> float | None:
        """By which share the ratings have grown."""
        return None if self.before is None else (self.ratings - self.before) / self.before


def trends_by(field: str, now: datetime) -> list[Group]:
    """Ratings of the last TREND_DAYS by `title__language` or `user__profile__region`, most first.

    Groups of fewer than LEAST_MEMBERS members are left out, so that nobody can be made out.
    """
    since = now - timedelta(days=TREND_DAYS)
    recent = _groups(field, since, now)
    earlier = _groups(field, since - timedelta(days=TREND_DAYS), since)
    found = [
        Group(key, count, members, mean, earlier[key][0] if key in earlier else None)
        for key, (count, members, mean) in recent.items()
    ]
    return sorted(found, key=lambda group: (-group.ratings, group.key))


def _groups(field: str, since: datetime, until: datetime) -> dict[str, tuple[int, int, float]]:
    rows = (
        Rating.objects.filter(updated_at__gte=since, updated_at__lt=until, title__status=TitleStatus.PUBLISHED)
        .exclude(**{field: ""})
        .order_by()
        .values(field)
        .annotate(n=Count("id"), members=Count("user_id", distinct=True), mean=Avg("value"))
        .filter(members__gte=LEAST_MEMBERS)
    )
    return {row[field]: (row["n"], row["members"], row["mean"]) for row in rows if row[field] is not None}
