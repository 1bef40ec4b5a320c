"""What the recommender does about news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from accounts.models import Profile, User
from moviesite.common.versions import bump_version
from moviesite.events.bus import subscribe
from ratings.models import Review
from recommender.services.analysis import mark_stale
from recommender.signals import model_missing
from recommender.tasks import train_if_stale

log = structlog.get_logger(__name__)

REFRESH_PAUSE = 600  # seconds between two requests for a training


@receiver(model_missing, dispatch_uid="recommender.ask_for_training")
def ask_for_training(**_: Any) -> None:
    """Have a model trained in the background; whoever asked is served by the fallback meanwhile."""
    if not cache.add("recommender:refresh", 1, REFRESH_PAUSE):
        return
    try:
        train_if_stale.delay()
    except (OperationalError, OSError) as error:  # the schedule will train in any case
        log.warning("recommender.refresh_not_queued", error=type(error).__name__)


@subscribe("title_merged", consumer="recommender.titles")
@subscribe("title_unmerged", consumer="recommender.titles")
def titles_told(payload: Mapping[str, Any]) -> None:
    """A model that knew two titles of one, or one of two, learns anew; what was rated counts at once."""
    transaction.on_commit(ask_for_training)


@subscribe("vote_cast", consumer="recommender.votes")
@subscribe("vote_undone", consumer="recommender.votes")
def taste_told(payload: Mapping[str, Any]) -> None:
    """What is shown of a member's picks is stale once they voted or took a vote back; visitors have no picks."""
    member_id = payload["user_id"]
    if member_id is not None:
        transaction.on_commit(lambda: bump_version(f"ratings:{member_id}"))


@subscribe("review_created", consumer="recommender.analysis")
@subscribe("review_updated", consumer="recommender.analysis")
@subscribe("review_deleted", consumer="recommender.analysis")
def review_told(payload: Mapping[str, Any]) -> None:
    """What members say of a title has changed."""
    mark_stale(title_ids=[payload["movie_id"]])


@subscribe("rating_changed", consumer="recommender.analysis")
def stars_told(payload: Mapping[str, Any]) -> None:
    """Stars speak where there is a review beside them."""
    if Review.objects.filter(user_id=payload["user_id"], title_id=payload["movie_id"]).exists():
        mark_stale(title_ids=[payload["movie_id"]])


@subscribe("title_merged", consumer="recommender.analysis")
@subscribe("title_unmerged", consumer="recommender.analysis")
def reviews_moved(payload: Mapping[str, Any]) -> None:
    """Two titles share their reviews, or no longer do."""
    mark_stale(title_ids=[payload["kept_id"], payload["gone_id"]])


@subscribe("members_merged", consumer="recommender.analysis")
def authors_merged(payload: Mapping[str, Any]) -> None:
    """Reviews have another author, and of two of one title one is left."""
    _mark_reviewed(payload["user_id"])


@receiver(pre_delete, sender=User, dispatch_uid="recommender.author_leaves")
def author_leaves(sender: type[User], instance: User, **_: Any) -> None:
    """The reviews go with the member; quotes are gone at once, figures soon."""
    _mark_reviewed(instance.pk)


@receiver(post_save, sender=Profile, dispatch_uid="recommender.author_changes")
def author_changes(sender: type[Profile], instance: Profile, created: bool, **_: Any) -> None:
    """A profile may have become private or public."""
    if not created:
        _mark_reviewed(instance.user_id)


def _mark_reviewed(member_id: int) -> None:
    titles = list(Review.objects.filter(user_id=member_id).order_by().values_list("title_id", flat=True))
    if titles:
        mark_stale(title_ids=titles)
