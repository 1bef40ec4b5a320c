"""What the recommender does about news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from moviesite.common.versions import bump_version
from moviesite.events.bus import subscribe
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
