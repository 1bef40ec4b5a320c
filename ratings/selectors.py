"""Reads about ratings, reviews, shelves and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from accounts.models import User
from catalog.enums import TitleStatus
from ratings.enums import SavedKind
from ratings.models import Rating, Review, ReviewLike, SavedTitle, TitleList


def rating_of(member: User, title_id: int) -> Rating | None:
    """A member's rating of a title."""
    return Rating.objects.filter(user=member, title_id=title_id).first()


def own_ratings(member_id: int, title_ids: Iterable[int]) -> dict[int, float]:
    """A member's ratings of some titles, {title id: stars}."""
    rows = Rating.objects.filter(user_id=member_id, title_id__in=list(title_ids)).order_by()
    return dict(rows.values_list("title_id", "value"))


def rating_history(member: User) -> QuerySet[Rating]:
    """A member's ratings of published titles, newest first."""
    return Rating.objects.filter(user=member, title__status=TitleStatus.PUBLISHED).order_by("-updated_at", "-id")


def saved_titles(member: User, kind: SavedKind) -> QuerySet[SavedTitle]:
    """A shelf in its member's order."""
    return SavedTitle.objects.filter(user=member, kind=kind, title__status=TitleStatus.PUBLISHED).order_by(
        "position", "-id"
    )


def shelves_of(member_id: int, title_id: int) -> set[str]:
    """Which of a member's shelves hold a title."""
    rows = SavedTitle.objects.filter(user_id=member_id, title_id=title_id).order_by()
    return set(rows.values_list("kind", flat=True))


def reviews() -> QuerySet[Review]:
    """Reviews of published titles by active members, most liked first."""
    return (
        Review.objects.filter(title__status=TitleStatus.PUBLISHED, user__is_active=True)
        .select_related("user__profile", "title")
        .order_by("-like_count", "-id")
    )


def liked_reviews(member_id: int, review_ids: Iterable[int]) -> set[int]:
    """Which of some reviews a member likes."""
    rows = ReviewLike.objects.filter(user_id=member_id, review_id__in=list(review_ids)).order_by()
    return set(rows.values_list("review_id", flat=True))


def public_lists() -> QuerySet[TitleList]:
    """Lists that anyone may see, latest first."""
    return (
        TitleList.objects.filter(is_public=True, owner__is_active=True)
        .select_related("owner")
        .order_by("-updated_at", "-id")
    )


def iter_ratings(*, chunk_size: int = 20_000) -> Iterator[tuple[int, int, float, int]]:
    """All ratings of published titles as (user id, title id, stars, Unix seconds), streamed in order of their ids."""
    rows = Rating.objects.filter(title__status=TitleStatus.PUBLISHED).order_by("id")
    for user_id, title_id, value, at in rows.values_list("user_id", "title_id", "value", "updated_at").iterator(
        chunk_size=chunk_size
    ):
        yield user_id, title_id, value, int(at.timestamp())
