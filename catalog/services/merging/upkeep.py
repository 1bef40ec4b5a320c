"""What the log of merges needs after the fact."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import TitleMerge
from catalog.services.merging.journal import Journal, without_lost
from catalog.services.merging.merge import lock_pair, refresh_pair
from catalog.services.merging.registry import Pair, movers, rebuild_sums
from moviesite.common.transactions import atomic_with_retry

SWEPT = timedelta(days=2)  # longer than any transaction lives that could have begun before a merge


def sweep_merges(*, now: datetime | None = None) -> int:
    """Move what was written to a title while it became part of another; returns how many merges had any of it.

    Most writers wait for a merge and look again; the few that do not are caught here.
    """
    recent = TitleMerge.objects.filter(undone_at=None, made_at__gte=(now or timezone.now()) - SWEPT)
    return sum(_sweep(merge_id) for merge_id in recent.order_by("pk").values_list("pk", flat=True))


@atomic_with_retry
def _sweep(merge_id: int) -> bool:
    found = TitleMerge.objects.get(pk=merge_id)
    pair = Pair(found.kept_id, found.gone_id)
    lock_pair(pair)
    merge = TitleMerge.objects.select_for_update().get(pk=merge_id)
    journal = Journal()
    if merge.undone_at is None:
        for mover in movers():
            if mover.sweeps:
                mover.move(pair, journal)
    if not journal.steps:
        return False
    rebuild_sums([pair.kept_id, pair.gone_id])
    merge.moves["steps"] += journal.steps
    merge.moves["sums"]["after"] = {}  # undoing computes them anew
    merge.save(update_fields=["moves"])
    refresh_pair(pair, journal.steps)
    return True


@atomic_with_retry
def forget_lost(*, member_id: int) -> int:
    """Forget what members who have left said, where it was folded away; returns how many merges held some of it."""
    changed = 0
    for merge_id in TitleMerge.objects.filter(undone_at=None).order_by("pk").values_list("pk", flat=True):
        merge = TitleMerge.objects.select_for_update().get(pk=merge_id)
        steps = merge.moves.get("steps", [])
        kept = without_lost(steps)
        for step in kept:
            if "members" in step:
                step["members"] = [pk for pk in step["members"] if pk != member_id]
        if kept != steps:
            TitleMerge.objects.filter(pk=merge_id).update(moves={**merge.moves, "steps": kept})
            changed += 1
    return changed
