"""What the recommender does about news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import Profile, User
from catalog.signals import title_opened
from moviesite.common.versions import bump_version
from moviesite.events.bus import subscribe
from ratings.enums import SavedKind
from ratings.models import Review
from recommender.enums import OutcomeKind
from recommender.models import Arm, Experiment
from recommender.selectors.running import SUBJECT
from recommender.services.analysis import mark_stale
from recommender.services.exposures import record_outcome, withdraw_outcome
from recommender.signals import model_missing, slate_shown
from recommender.tasks import log_click, log_shown, send_quietly, train_if_stale

log = structlog.get_logger(__name__)

VIA = "picks"  # what the address of a pick says about where it was found
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
@subscribe("review_hidden", consumer="recommender.analysis")
@subscribe("review_shown", consumer="recommender.analysis")
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


@receiver((post_save, post_delete), sender=Experiment, dispatch_uid="recommender.experiment_changes")
@receiver((post_save, post_delete), sender=Arm, dispatch_uid="recommender.arm_changes")
def experiment_changes(**_: Any) -> None:
    """What runs is read anew, whoever changed it."""
    transaction.on_commit(lambda: bump_version(SUBJECT))


@receiver(slate_shown, dispatch_uid="recommender.log_slate")
def slate_was_shown(
    member_id: int, model: str, titles: Sequence[tuple[int, float]], arm_id: int | None, **_: Any
) -> None:
    """Have a worker write down what a member sees."""
    send_quietly(log_shown, user_id=member_id, model=model, titles=titles, arm_id=arm_id, at=timezone.now().isoformat())


@receiver(title_opened, dispatch_uid="recommender.log_click")
def title_was_opened(request: HttpRequest, title_id: int, **_: Any) -> None:
    """Have a worker write down that a member came from their picks; a browser that reads ahead is nobody."""
    reads_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.GET.get("via") == VIA and request.method == "GET" and request.user.pk is not None and not reads_ahead:
        send_quietly(log_click, user_id=request.user.pk, title_id=title_id, at=timezone.now().isoformat())


@subscribe("rating_changed", consumer="recommender.outcomes")
def pick_rated(payload: Mapping[str, Any]) -> None:
    """Stars for a pick, or stars taken back."""
    _outcome(payload, OutcomeKind.RATING, payload["rating"])


@subscribe("shelf_changed", consumer="recommender.outcomes")
def pick_saved(payload: Mapping[str, Any]) -> None:
    """A pick put on the watchlist, or taken off."""
    if payload["shelf"] == SavedKind.WATCHLIST:
        _outcome(payload, OutcomeKind.WATCHLIST, 1.0 if payload["saved"] else None)


def _outcome(payload: Mapping[str, Any], kind: OutcomeKind, value: float | None) -> None:
    what = {"user_id": payload["user_id"], "title_id": payload["movie_id"], "kind": kind, "at": timezone.now()}
    if value is None:
        withdraw_outcome(**what)
    else:
        record_outcome(**what, value=value)


def _mark_reviewed(member_id: int) -> None:
    titles = list(Review.objects.filter(user_id=member_id).order_by().values_list("title_id", flat=True))
    if titles:
        mark_stale(title_ids=titles)
