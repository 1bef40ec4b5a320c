"""What curators do to members' words: hidden from everybody but their author, and marked as spoilers.

Nothing is lost by it: each of these gives back what it was before, and can be told to restore just that.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.enums import Activity
from catalog.services.stats import count_activity, lock_stats
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.exceptions import ListNotFoundError, ReviewNotFoundError
from ratings.models import Review, TitleList
from ratings.services.review_counts import count_reviews


@atomic_with_retry
def set_review_hidden(*, review_id: int, hidden_at: datetime | None) -> datetime | None:
    """Hide a review, or show it again with None; returns since when it was hidden. ReviewNotFoundError.

    A hidden review is not counted. The event is `review_hidden` or `review_shown`.
    """
    title_id = Review.objects.filter(pk=review_id).values_list("title_id", flat=True).first()
    if title_id is None:
        raise ReviewNotFoundError
    stats = lock_stats(title_id)
    review = Review.objects.select_for_update().filter(pk=review_id, title_id=title_id).first()
    if review is None:
        raise ReviewNotFoundError
    before = review.hidden_at
    Review.objects.filter(pk=review_id).update(hidden_at=hidden_at)
    if (before is None) != (hidden_at is None):
        step = 1 if hidden_at is None else -1
        count_activity(stats, activity=Activity.REVIEW, step=step, at=review.created_at)
        count_reviews({title_id: stats})
        stats.save(update_fields=["review_count", "trend"])
        publish(
            "review_shown" if hidden_at is None else "review_hidden",
            aggregate=f"title:{title_id}",
            payload={"review_id": review_id, "user_id": review.user_id, "movie_id": title_id},
        )
        _changed(f"reviews:{title_id}")
    return before


@atomic_with_retry
def set_spoilers(*, review_id: int, marked: bool, fixed: bool) -> tuple[bool, bool]:
    """Mark a review's spoilers, so that its author cannot take the mark off while `fixed`; returns what both were."""
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise ReviewNotFoundError
    Review.objects.filter(pk=review_id).update(contains_spoilers=marked, spoilers_fixed=fixed)
    if review.contains_spoilers != marked:
        publish(
            "review_updated",
            aggregate=f"title:{review.title_id}",
            payload={"review_id": review_id, "user_id": review.user_id, "movie_id": review.title_id},
        )
        _changed(f"reviews:{review.title_id}")
    return review.contains_spoilers, review.spoilers_fixed


@transaction.atomic
def set_list_hidden(*, list_id: int, hidden_at: datetime | None) -> datetime | None:
    """Hide a list, or show it again with None; returns since when it was hidden. ListNotFoundError."""
    found = TitleList.objects.select_for_update().filter(pk=list_id).first()
    if found is None:
        raise ListNotFoundError
    TitleList.objects.filter(pk=list_id).update(hidden_at=hidden_at)
    _changed()
    return found.hidden_at


def hidden_since(*, now: datetime | None = None) -> datetime:
    """The moment that is written down, in whole seconds as every database keeps them."""
    return (now or timezone.now()).replace(microsecond=0)


def _changed(*subjects: str) -> None:
    for subject in (*subjects, "catalog"):
        transaction.on_commit(lambda subject=subject: bump_version(subject))  # type: ignore[misc]
