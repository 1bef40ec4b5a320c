"""Keeping the diary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.services.activity import forget_activity
from catalog.services.stats import lock_published
from moviesite.common.text import one_line
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from ratings.enums import ActivityKind
from ratings.exceptions import DiaryEntryNotFoundError, ViewingInvalidError
from ratings.models import DiaryEntry, Review
from ratings.models.diary import MAX_PLACE, MAX_TAG, MAX_TAGS, tag_line_of
from ratings.services.feed import tell_viewing
from ratings.services.rating import clean_value, rate_title

FIRST_DAY = date(1888, 10, 14)  # Roundhay Garden Scene, the oldest film there is
FURTHEST_EAST = timedelta(hours=14)  # where a day begins first


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags as they are stored: small letters, one line, no bars or number signs, each once, in their order.

    ViewingInvalidError for too many or too long ones.
    """
    words = (one_line(str(tag).replace("|", " ").replace(",", " ")).lstrip("#").strip().casefold() for tag in tags)
    found = list(dict.fromkeys(word for word in words if word))
    if len(found) > MAX_TAGS:
        raise ViewingInvalidError(errors={"tags": [gettext("At most %(tags)s tags.") % {"tags": MAX_TAGS}]})
    if any(len(word) > MAX_TAG for word in found):
        raise ViewingInvalidError(errors={"tags": [gettext("At most %(n)s characters in a tag.") % {"n": MAX_TAG}]})
    return found


def _clean(values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The given fields as they are stored; ViewingInvalidError names each that will not do."""
    cleaned = dict(values)
    errors: dict[str, list[str]] = {}
    day = cleaned.get("watched_on")
    if day is not None and not FIRST_DAY <= day <= (now + FURTHEST_EAST).date():
        errors["watched_on"] = [gettext("A day that has been, since there are films.")]
    if cleaned.get("rating") is not None:
        cleaned["rating"] = clean_value(cleaned["rating"])
    if "place" in cleaned:
        cleaned["place"] = one_line(cleaned["place"])
        if len(cleaned["place"]) > MAX_PLACE:
            errors["place"] = [gettext("At most %(n)s characters.") % {"n": MAX_PLACE}]
    if errors:
        raise ViewingInvalidError(errors=errors)
    if "tags" in cleaned:
        cleaned["tags"] = clean_tags(cleaned["tags"])
        cleaned["tag_line"] = tag_line_of(cleaned["tags"])
    return cleaned


@atomic_with_retry
def log_viewing(
    *,
    member: User,
    title_id: int,
    watched_on: date,
    is_rewatch: bool = False,
    tags: Iterable[str] = (),
    place: str = "",
    rating: float | None = None,
    review_id: int | None = None,
    now: datetime | None = None,
) -> DiaryEntry:
    """Enter a viewing into a member's diary; a title may be entered any number of times.

    `rating` is 0–5 stars; that of the latest viewing becomes the member's rating of the title. `review_id` is a review
    of that title by the member. ViewingInvalidError and RatingRangeError name fields; TitleNotFoundError.
    """
    moment = now or timezone.now()
    lock_published(title_id)  # so that a title which is just being merged takes the viewing along
    values = {"watched_on": watched_on, "tags": tags, "place": place, "rating": rating}
    cleaned = _clean(values, moment)
    review = _own_review(member, title_id, review_id)
    entry = DiaryEntry.objects.create(user=member, title_id=title_id, is_rewatch=is_rewatch, review=review, **cleaned)
    _follow_rating(entry, member, moment)
    tell_viewing(entry)
    _changed(member)
    return entry


@atomic_with_retry
def update_viewing(*, member: User, entry_id: int, now: datetime | None = None, **changes: Any) -> DiaryEntry:
    """Change the given ones of watched_on, is_rewatch, tags, place, rating and review_id, as in `log_viewing`.

    DiaryEntryNotFoundError if the entry is not the member's.
    """
    moment = now or timezone.now()
    entry = DiaryEntry.objects.select_for_update().filter(pk=entry_id, user=member).first()
    if entry is None:
        raise DiaryEntryNotFoundError
    was = entry.rating
    if "review_id" in changes:
        entry.review = _own_review(member, entry.title_id, changes.pop("review_id"))
    for name, value in _clean(changes, moment).items():
        setattr(entry, name, value)
    entry.save()
    if entry.rating != was:
        _follow_rating(entry, member, moment)
    _changed(member)
    return entry


@transaction.atomic
def delete_viewing(*, member: User, entry_id: int) -> None:
    """Take a viewing out of the diary; the rating of the title stays. DiaryEntryNotFoundError if it is not theirs."""
    deleted, _ = DiaryEntry.objects.filter(pk=entry_id, user=member).delete()
    if not deleted:
        raise DiaryEntryNotFoundError
    forget_activity(kind=ActivityKind.LOGGED, subject_ids=[entry_id])
    _changed(member)


def _own_review(member: User, title_id: int, review_id: int | None) -> Review | None:
    if review_id is None:
        return None
    review = Review.objects.filter(pk=review_id, user=member, title_id=title_id).first()
    if review is None:
        raise ViewingInvalidError(errors={"review": [gettext("A review of your own, of this title.")]})
    return review


def _follow_rating(entry: DiaryEntry, member: User, now: datetime) -> None:
    """What a member thought last is what they think: the rating of the latest viewing is that of the title."""
    if entry.rating is None:
        return
    later = DiaryEntry.objects.filter(user=member, title_id=entry.title_id, watched_on__gt=entry.watched_on)
    if not later.exclude(pk=entry.pk).exists():
        rate_title(member=member, title_id=entry.title_id, value=entry.rating, now=now)


def _changed(member: User) -> None:
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
