"""Writing about titles."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from catalog.enums import Activity
from catalog.services.stats import count_activity, lock_published, lock_stats
from moviesite.common.errors import DomainError
from moviesite.common.text import plain_text
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.exceptions import OwnReviewError, ReviewExistsError, ReviewNotFoundError
from ratings.models import Rating, Review, ReviewLike
from ratings.models.review import MAX_LENGTH
from ratings.selectors import reviews
from ratings.services.review_counts import count_reviews, lock_author


def clean_text(text: str) -> str:
    """Plain text as it is stored, with at most one blank line at a time; DomainError if nothing or too much is left."""
    text = re.sub(r"\n{3,}", "\n\n", plain_text(text))
    if not text:
        raise DomainError(gettext("Some fields are not valid."), errors={"text": [gettext("Write something.")]})
    if len(text) > MAX_LENGTH:
        raise DomainError(
            gettext("Some fields are not valid."),
            errors={"text": [gettext("At most %(n)s characters.") % {"n": MAX_LENGTH}]},
        )
    return text


@atomic_with_retry
def write_review(
    *, member: User, title_id: int, text: str, contains_spoilers: bool = False, now: datetime | None = None
) -> Review:
    """A member's first review of a title; ReviewExistsError if there is one."""
    text = clean_text(text)
    lock_author(member.pk)
    stats = lock_published(title_id)
    if Review.objects.filter(user=member, title_id=title_id).exists():
        raise ReviewExistsError
    review = Review.objects.create(user=member, title_id=title_id, text=text, contains_spoilers=contains_spoilers)
    count_activity(stats, activity=Activity.REVIEW, step=1, at=now or timezone.now())
    count_reviews({title_id: stats})
    stats.save(update_fields=["review_count", "trend"])
    rating = Rating.objects.filter(user=member, title_id=title_id).values_list("value", flat=True).first()
    publish(
        "review_created",
        aggregate=f"title:{title_id}",
        payload={"review_id": review.pk, "user_id": member.pk, "movie_id": title_id, "rating": rating},
    )
    _changed(title_id)
    return review


@transaction.atomic
def update_review(
    *, member: User, review_id: int, text: str | None = None, contains_spoilers: bool | None = None
) -> Review:
    """Change the given parts of a member's own review; ReviewNotFoundError if it is not theirs."""
    review = Review.objects.select_for_update().filter(pk=review_id, user=member).first()
    if review is None:
        raise ReviewNotFoundError
    if text is not None:
        review.text = clean_text(text)
    if contains_spoilers is not None:
        review.contains_spoilers = contains_spoilers or review.spoilers_fixed
    review.save()
    publish(
        "review_updated",
        aggregate=f"title:{review.title_id}",
        payload={"review_id": review.pk, "user_id": member.pk, "movie_id": review.title_id},
    )
    _changed(review.title_id)
    return review


@atomic_with_retry
def delete_review(*, member: User, review_id: int) -> None:
    """Take a member's own review back; ReviewNotFoundError if it is not theirs."""
    title_id = Review.objects.filter(pk=review_id, user=member).values_list("title_id", flat=True).first()
    if title_id is None:
        raise ReviewNotFoundError
    stats = lock_stats(title_id)
    deleted, _ = Review.objects.filter(pk=review_id, user=member, title_id=title_id).delete()
    if not deleted:
        raise ReviewNotFoundError
    count_reviews({title_id: stats})
    stats.save(update_fields=["review_count"])
    publish(
        "review_deleted",
        aggregate=f"title:{title_id}",
        payload={"review_id": review_id, "user_id": member.pk, "movie_id": title_id},
    )
    _changed(title_id)


@atomic_with_retry
def set_review_like(*, member: User, review_id: int, liked: bool) -> int:
    """Like a review or take the like back, any number of times; returns how many like it now.

    ReviewNotFoundError also for a review that the member may not read.
    """
    if not reviews(member.pk).filter(pk=review_id).exists():
        raise ReviewNotFoundError
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise ReviewNotFoundError
    if review.user_id == member.pk:
        raise OwnReviewError
    if liked:
        try:
            with transaction.atomic():
                ReviewLike.objects.create(review=review, user=member)
            step = 1
        except IntegrityError:  # liked before
            step = 0
    else:
        deleted, _ = ReviewLike.objects.filter(review=review, user=member).delete()
        step = -1 if deleted else 0
    if step:
        Review.objects.filter(pk=review_id).update(like_count=F("like_count") + step)
        _changed(review.title_id)
    if step > 0:
        publish(
            "review_liked",
            aggregate=f"review:{review_id}",
            payload={"review_id": review_id, "user_id": member.pk, "owner_id": review.user_id},
        )
    return review.like_count + step


def _changed(title_id: int) -> None:
    transaction.on_commit(lambda: bump_version(f"reviews:{title_id}"))
    transaction.on_commit(lambda: bump_version("catalog"))
