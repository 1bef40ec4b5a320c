"""Reads about reviews."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.selectors import seen_by
from catalog.enums import TitleStatus
from ratings.models import Review, ReviewLike


def reviews(viewer_id: int | None = None) -> QuerySet[Review]:
    """Reviews of published titles that `viewer_id` may read, most liked first.

    Written by the viewer or by members whom they may see.
    """
    return (
        Review.objects.filter(seen_by(viewer_id), title__status=TitleStatus.PUBLISHED)
        .select_related("user__profile", "title")
        .order_by("-like_count", "-id")
    )


def review_of(member_id: int, title_id: int) -> Review | None:
    """A member's review of a title."""
    return Review.objects.filter(user_id=member_id, title_id=title_id).first()


def liked_reviews(member_id: int, review_ids: Iterable[int]) -> set[int]:
    """Which of some reviews a member likes."""
    rows = ReviewLike.objects.filter(user_id=member_id, review_id__in=list(review_ids)).order_by()
    return set(rows.values_list("review_id", flat=True))
