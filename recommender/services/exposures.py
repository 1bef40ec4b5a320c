"""What members were shown and what they did then; workers write it, so that reading a page writes nothing.

Every message may come twice. Each slate and each event carries the moment it happened, and what a row knows to be as
late is known already; between two slates of one member that overtake each other one may go uncounted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from moviesite.common.transactions import atomic_with_retry
from recommender.enums import ExperimentStatus, OutcomeKind
from recommender.experiments.looks import RESULT_DAYS
from recommender.models import Arm, Exposure, Impression, Outcome
from recommender.selectors.running import running_experiment

CREDITED = timedelta(days=14)  # how long after it was shown what a member does with a pick counts as its outcome
KEPT = timedelta(days=90)  # impressions that old say nothing about today
BATCH = 1000


@atomic_with_retry
def log_slate(
    *, user_id: int, model: str, titles: Sequence[tuple[int, float]], arm_id: int | None, at: datetime
) -> None:
    """Remember titles (id and score, best first) that a member was shown at `at`, and the arm that showed them.

    Who has left, and titles that are gone, are passed over. The lock on the member's row makes slates take turns.
    """
    if not User.objects.select_for_update().filter(pk=user_id).exists():
        return
    _add_impressions(user_id, model, titles, at)
    if arm_id is not None:
        _add_exposure(user_id, arm_id, at)


def _add_impressions(user_id: int, model: str, titles: Sequence[tuple[int, float]], at: datetime) -> None:
    places = {title_id: (place, score) for place, (title_id, score) in enumerate(titles)}
    known = {row.title_id: row for row in Impression.objects.filter(user_id=user_id, title_id__in=places)}
    fresh = Title.objects.filter(pk__in=places.keys() - known.keys()).order_by("pk").values_list("pk", flat=True)
    Impression.objects.bulk_create(
        Impression(
            user_id=user_id,
            title_id=title_id,
            model=model[:90],
            best_place=places[title_id][0],
            score=places[title_id][1],
            first_at=at,
            last_at=at,
        )
        for title_id in fresh
    )
    later = [row for row in known.values() if at > row.last_at]
    for row in later:
        place, row.score = places[row.title_id]
        row.times, row.best_place, row.model, row.last_at = row.times + 1, min(row.best_place, place), model[:90], at
    Impression.objects.bulk_update(later, ["times", "best_place", "score", "model", "last_at"], batch_size=200)


def _add_exposure(user_id: int, arm_id: int, at: datetime) -> None:
    """One more slate of a member in an experiment that still runs; coming back on a later day (UTC) is an outcome."""
    arm = Arm.objects.filter(pk=arm_id, experiment__running_key=ExperimentStatus.RUNNING).first()
    if arm is None:
        return
    row, is_new = Exposure.objects.select_for_update().get_or_create(
        experiment_id=arm.experiment_id,
        user_id=user_id,
        defaults={"arm": arm, "slates": 1, "first_at": at, "last_at": at},
    )
    if is_new or at <= row.last_at:
        return
    row.slates, row.last_at = row.slates + 1, at
    row.save(update_fields=["slates", "last_at"])
    if at.date() > row.first_at.date():
        known = Outcome.objects.filter(exposure=row, kind=OutcomeKind.RETURN, day=at.date())
        if not known.exists():
            Outcome.objects.create(exposure=row, kind=OutcomeKind.RETURN, day=at.date(), at=at)


@atomic_with_retry
def record_outcome(*, user_id: int, title_id: int, kind: OutcomeKind, at: datetime, value: float = 1.0) -> bool:
    """Note what a member did with a pick shown within the last 14 days; returns whether that was new.

    Nothing is noted while no experiment runs, for who takes no part, or of what was not among the picks. Stars given
    anew replace those noted, while the member's result is not settled yet.
    """
    exposure = _exposure_of(user_id)
    if exposure is None or not _was_shown(exposure, title_id, at):
        return False
    known = Outcome.objects.filter(exposure=exposure, kind=kind, title_id=title_id).first()
    if known is None:
        Outcome.objects.create(exposure=exposure, kind=kind, title_id=title_id, day=at.date(), value=value, at=at)
        return True
    if known.value != value and not _is_settled(exposure, at):
        known.value = value
        known.save(update_fields=["value"])
    return False


@atomic_with_retry
def withdraw_outcome(*, user_id: int, title_id: int, kind: OutcomeKind, at: datetime) -> bool:
    """Forget what a member took back, while their result is not settled; returns whether anything was noted."""
    exposure = _exposure_of(user_id)
    if exposure is None or _is_settled(exposure, at):
        return False
    gone, _ = Outcome.objects.filter(exposure=exposure, kind=kind, title_id=title_id).delete()
    return bool(gone)


def _exposure_of(user_id: int) -> Exposure | None:
    """The member's row in the experiment that runs, locked."""
    running = running_experiment()
    if running is None:
        return None
    return Exposure.objects.select_for_update().filter(experiment_id=running.id, user_id=user_id).first()


def _was_shown(exposure: Exposure, title_id: int, at: datetime) -> bool:
    since = max(at - CREDITED, exposure.first_at)
    return Impression.objects.filter(
        user_id=exposure.user_id, title_id=title_id, first_at__lte=at, last_at__gte=since
    ).exists()


def _is_settled(exposure: Exposure, at: datetime) -> bool:
    return at > exposure.first_at + timedelta(days=RESULT_DAYS)


def prune_impressions(*, now: datetime | None = None) -> int:
    """Delete impressions that were last shown more than 90 days ago; returns how many."""
    old = Impression.objects.filter(last_at__lt=(now or timezone.now()) - KEPT).order_by()
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        Impression.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total
