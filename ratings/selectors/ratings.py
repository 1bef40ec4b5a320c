"""Reads about ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import TitleStats
from ratings.models import Rating

LOVED = 4.0


def rating_of(member: User, title_id: int) -> Rating | None:
    """A member's rating of a title."""
    return Rating.objects.filter(user=member, title_id=title_id).first()


def own_ratings(member_id: int, title_ids: Iterable[int]) -> dict[int, float]:
    """A member's ratings of some titles, {title id: stars}."""
    rows = Rating.objects.filter(user_id=member_id, title_id__in=list(title_ids)).order_by()
    return dict(rows.values_list("title_id", "value"))


def ratings_by(member_ids: Iterable[int], title_id: int) -> dict[int, float]:
    """What some members gave one title, {member id: stars}."""
    rows = Rating.objects.filter(title_id=title_id, user_id__in=list(member_ids)).order_by()
    return dict(rows.values_list("user_id", "value"))


def title_histogram(title_id: int) -> list[int]:
    """How often a title was given half a star, one, … five; a rating below a quarter star counts as a half."""
    stats = TitleStats.objects.filter(pk=title_id).first()
    if stats is None:
        return [0] * 10
    lowest, first, *rest = stats.histogram
    return [lowest + first, *rest]


def rating_history(member: User) -> QuerySet[Rating]:
    """A member's ratings of published titles, newest first."""
    return Rating.objects.filter(user=member, title__status=TitleStatus.PUBLISHED).order_by("-updated_at", "-id")


def latest_loved(member: User) -> int | None:
    """The title that a member rated four stars or more last."""
    return rating_history(member).filter(value__gte=LOVED).values_list("title_id", flat=True).first()


def iter_ratings(*, chunk_size: int = 20_000) -> Iterator[tuple[int, int, float, int]]:
    """All ratings of published titles as (user id, title id, stars, Unix seconds), streamed in order of their ids."""
    rows = Rating.objects.filter(title__status=TitleStatus.PUBLISHED).order_by("id")
    for user_id, title_id, value, at in rows.values_list("user_id", "title_id", "value", "updated_at").iterator(
        chunk_size=chunk_size
    ):
        yield user_id, title_id, value, int(at.timestamp())
