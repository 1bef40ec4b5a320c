"""Reads about reviews."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.selectors import seen_by
from catalog.enums import TitleStatus
from ratings.models import Review, ReviewLike


def unhidden(viewer_id: int | None, owner: str = "user") -> Q:
    """Rows that curators have not hidden, or that are the viewer's own; `owner` is the key that says whose they are."""
    shown = Q(hidden_at=None)
    return shown if viewer_id is None else shown | Q(**{owner: viewer_id})


def reviews(viewer_id: int | None = None) -> QuerySet[Review]:
    """Reviews of published titles that `viewer_id` may read, most liked first.

    Written by the viewer or by members whom they may see; what curators hid is its author's alone.
    """
    return (
        Review.objects.filter(seen_by(viewer_id), unhidden(viewer_id), title__status=TitleStatus.PUBLISHED)
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
