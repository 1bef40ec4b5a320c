"""What the ratings do about news: feeds are kept, imports looked through again, and members told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.cache import cache
from django.dispatch import receiver
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.services.notifications import notify
from catalog.signals import titles_ingested
from moviesite.events.bus import subscribe
from ratings import news
from ratings.enums import ItemState
from ratings.models import ImportItem, ImportJob, Review, TitleList
from ratings.services import feed
from ratings.services.review_index import index_reviews
from ratings.tasks import recount_author_task, retry_unmatched_imports

log = structlog.get_logger(__name__)

PAUSE = 300  # seconds between two searches on the catalog's account; the schedule makes up for what is missed
DELAY = 60  # seconds in which further titles may join


@receiver(titles_ingested, dispatch_uid="ratings.retry_imports")
def titles_came(sender: Any, **_: Any) -> None:
    """Titles were written in bulk."""
    ask_for_retry()


@subscribe("movie_created", consumer="ratings.retry_imports")
def title_came(payload: Mapping[str, Any]) -> None:
    """A title was made by hand or by a provider."""
    ask_for_retry()


def ask_for_retry() -> None:
    """Have unmatched lines looked for again soon, where there are any."""
    if not cache.add("ratings:retry-asked", 1, PAUSE):
        return
    if not ImportItem.objects.filter(state=ItemState.UNMATCHED).exists():
        return
    try:
        retry_unmatched_imports.apply_async(countdown=DELAY)
    except (OperationalError, OSError) as error:
        log.warning("ratings.retry_not_queued", error=type(error).__name__)


@subscribe("review_liked", consumer="ratings.tell_liked")
def tell_liked(payload: Mapping[str, Any]) -> None:
    """A day's likes of one review are one notification."""
    review = Review.objects.select_related("title").filter(pk=payload["review_id"]).first()
    if review is not None:
        notify(
            recipient_id=review.user_id,
            kind=news.REVIEW_LIKED,
            actor_id=payload["user_id"],
            data={"title": review.title.title},
            url=review.title.get_absolute_url(),
            dedupe_key=str(review.pk),
            fold=True,
        )


@subscribe("list_shared", consumer="ratings.tell_shared")
def tell_shared(payload: Mapping[str, Any]) -> None:
    """Somebody was asked to work on a list."""
    shared = TitleList.objects.select_related("owner").filter(pk=payload["list_id"]).first()
    if shared is not None:
        notify(
            recipient_id=payload["user_id"],
            kind=news.LIST_SHARED,
            actor_id=payload["owner_id"],
            data={"list": shared.name},
            url=shared.get_absolute_url(),
            dedupe_key=str(shared.pk),
            fold=True,
        )


@subscribe("list_cloned", consumer="ratings.tell_cloned")
def tell_cloned(payload: Mapping[str, Any]) -> None:
    """A list was copied; the copy may be private, so the way leads to the original."""
    original = TitleList.objects.select_related("owner").filter(pk=payload["list_id"]).first()
    if original is not None:
        notify(
            recipient_id=original.owner_id,
            kind=news.LIST_CLONED,
            actor_id=payload["user_id"],
            data={"list": original.name},
            url=original.get_absolute_url(),
            dedupe_key=str(original.pk),
            fold=True,
        )


@subscribe("import_finished", consumer="ratings.tell_imported")
def tell_imported(payload: Mapping[str, Any]) -> None:
    """An import was written."""
    job = ImportJob.objects.filter(pk=payload["job_id"]).first()
    if job is not None:
        notify(
            recipient_id=job.user_id,
            kind=news.IMPORT_DONE,
            data={"file": job.file_name, "written": payload["written"], "unmatched": payload["unmatched"]},
            url=reverse("ratings:import-job", args=[job.pk]),
            dedupe_key=f"{job.pk}:{payload['finished_at']}",
        )


@subscribe("import_found", consumer="ratings.tell_found")
def tell_found(payload: Mapping[str, Any]) -> None:
    """Films of an import that were missing are in the catalog now; a day's finds are one notification."""
    job = ImportJob.objects.filter(pk=payload["job_id"]).first()
    if job is not None:
        notify(
            recipient_id=job.user_id,
            kind=news.IMPORT_FOUND,
            data={"file": job.file_name, "found": payload["found"]},
            url=reverse("ratings:import-job", args=[job.pk]),
            dedupe_key=str(job.pk),
            fold=True,
        )


@subscribe("rating_changed", consumer="ratings.feed")
def rating_came(payload: Mapping[str, Any]) -> None:
    """A title was rated, rated anew, or a rating taken back."""
    feed.tell_rating(member_id=payload["user_id"], title_id=payload["movie_id"])


@subscribe("review_created", consumer="ratings.feed")
@subscribe("review_deleted", consumer="ratings.feed")
def review_came(payload: Mapping[str, Any]) -> None:
    """A review was written or taken back."""
    feed.tell_review(review_id=payload["review_id"])


@subscribe("review_created", consumer="ratings.review_search")
@subscribe("review_updated", consumer="ratings.review_search")
@subscribe("review_deleted", consumer="ratings.review_search")
def review_changed(payload: Mapping[str, Any]) -> None:
    """A review was written, changed or taken back; its document goes with it."""
    index_reviews(review_ids=[payload["review_id"]])


@subscribe("ratings_imported", consumer="ratings.feed")
def import_came(payload: Mapping[str, Any]) -> None:
    """Many ratings came at once."""
    if payload["source"] not in feed.NO_NEWS:
        feed.tell_import(member_id=payload["user_id"])


@subscribe("member_visibility_changed", consumer="ratings.review_counts")
def author_seen(payload: Mapping[str, Any]) -> None:
    """What a member wrote is listed again, or no longer; while the broker is away the event waits in the outbox."""
    recount_author_task.delay(user_id=payload["user_id"])


@subscribe("member_blocked", consumer="ratings.part_members")
def members_parted(payload: Mapping[str, Any]) -> None:
    """Two members want nothing to do with each other."""
    feed.part_members(one_id=payload["blocker_id"], other_id=payload["blocked_id"])
