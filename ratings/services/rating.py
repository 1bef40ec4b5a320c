"""Rating titles.

Each write locks the title's sums first. That one lock makes writers to a title take turns, so a member's simultaneous
requests can neither write two rows nor count one rating twice, on any database.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.services.stats import apply_rating, lock_published
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.exceptions import RatingExistsError, RatingNotFoundError, RatingRangeError
from ratings.models import Rating
from ratings.models.rating import HIGHEST, LOWEST
from ratings.signals import rating_changed


@dataclass(frozen=True, slots=True)
class RatedTitle:
    """A written rating, and whether the member had none before."""

    rating: Rating
    created: bool


def clean_value(value: float) -> float:
    """The rating to store, rounded to two decimals; RatingRangeError outside 0–5."""
    if not math.isfinite(value) or not LOWEST <= value <= HIGHEST:
        raise RatingRangeError(
            errors={
                "rating": [
                    _("A number from %(lowest)s to %(highest)s.") % {"lowest": f"{LOWEST:g}", "highest": f"{HIGHEST:g}"}
                ]
            }
        )
    return round(float(value), 2)


@atomic_with_retry
def rate_title(*, member: User, title_id: int, value: float, now: datetime | None = None) -> RatedTitle:
    """Create or replace a member's rating of a title."""
    return _write(member, title_id, clean_value(value), now or timezone.now(), create=True, replace=True)


@atomic_with_retry
def create_rating(*, member: User, title_id: int, value: float, now: datetime | None = None) -> Rating:
    """Rate a title for the first time; RatingExistsError if the member has rated it."""
    return _write(member, title_id, clean_value(value), now or timezone.now(), create=True, replace=False).rating


@atomic_with_retry
def update_rating(*, member: User, title_id: int, value: float, now: datetime | None = None) -> Rating:
    """Change a rating; RatingNotFoundError if there is none."""
    return _write(member, title_id, clean_value(value), now or timezone.now(), create=False, replace=True).rating


@atomic_with_retry
def delete_rating(*, member: User, title_id: int, now: datetime | None = None) -> None:
    """Take a rating back; RatingNotFoundError if there is none."""
    stats = lock_published(title_id)
    rating = Rating.objects.filter(user=member, title_id=title_id).first()
    if rating is None:
        raise RatingNotFoundError
    rating.delete()
    apply_rating(stats, old=rating.value, new=None, at=now or timezone.now())
    _tell(member, title_id, None)


def _write(member: User, title_id: int, value: float, now: datetime, *, create: bool, replace: bool) -> RatedTitle:
    stats = lock_published(title_id)
    rating = Rating.objects.filter(user=member, title_id=title_id).first()
    if rating is None:
        if not create:
            raise RatingNotFoundError
        rating = Rating.objects.create(user=member, title_id=title_id, value=value, created_at=now, updated_at=now)
        apply_rating(stats, old=None, new=value, at=now)
        _tell(member, title_id, value)
        return RatedTitle(rating, created=True)
    if not replace:
        raise RatingExistsError
    old, rating.value, rating.updated_at = rating.value, value, now
    rating.save(update_fields=["value", "updated_at"])
    apply_rating(stats, old=old, new=value, at=now)
    _tell(member, title_id, value)
    return RatedTitle(rating, created=False)


def _tell(member: User, title_id: int, value: float | None) -> None:
    publish(
        "rating_changed",
        aggregate=f"title:{title_id}",
        payload={"user_id": member.pk, "movie_id": title_id, "rating": value},
    )
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    transaction.on_commit(lambda: bump_version("catalog"))
    transaction.on_commit(lambda: rating_changed.send(sender=Rating, user_id=member.pk, title_id=title_id, value=value))
