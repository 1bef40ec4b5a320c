"""What members did, written down for those who follow them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Audience
from accounts.models import Activity
from moviesite.common.transactions import atomic_with_retry

KEPT = timedelta(days=180)
PRUNED_AT_ONCE = 5000


@atomic_with_retry
def record_activity(
    *,
    kind: str,
    actor_id: int,
    subject_id: int,
    title_id: int | None = None,
    audience: str = Audience.PUBLIC,
    at: datetime | None = None,
) -> None:
    """Write an entry of the feed; one of this actor, kind and subject that is there already moves to `at`.

    What only the actor may see is no news: it takes the entry away.
    """
    if audience == Audience.PRIVATE:
        forget_activity(kind=kind, subject_ids=[subject_id], actor_id=actor_id)
        return
    Activity.objects.update_or_create(
        actor_id=actor_id,
        kind=kind,
        subject_id=subject_id,
        defaults={"title_id": title_id, "audience": audience, "created_at": at or timezone.now()},
    )


@transaction.atomic
def forget_activity(*, kind: str, subject_ids: Iterable[int], actor_id: int | None = None) -> int:
    """Take entries away whose subject is gone, of one actor or of all; returns how many there were."""
    rows = Activity.objects.filter(kind=kind, subject_id__in=list(subject_ids))
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    deleted, _by_model = rows.delete()
    return deleted


def prune_activities(*, now: datetime | None = None) -> int:
    """Delete entries older than `KEPT`, some thousand at a time; returns how many."""
    old = Activity.objects.filter(created_at__lt=(now or timezone.now()) - KEPT).order_by()
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
        total += Activity.objects.filter(pk__in=ids).delete()[0]
    return total
