"""A ranking turned into stars, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.owndata.tables import batches
from catalog.services.stats import lock_many
from moviesite.common.transactions import atomic_with_retry
from ratings.exceptions import NothingToUndoError, StarsPlanChangedError
from ratings.models import RankingConversion, Rating
from ratings.selectors.ranking import StarsPlan, last_conversion, settled_ranking, stars_plan
from ratings.services.bulk import Change, write_ratings
from ratings.services.ranking import lock_ranking

SOURCE = "ranking"  # of the event; nobody is told, for the member has seen nothing new


@atomic_with_retry
def turn_into_stars(*, member: User, plan_key: str | None = None, now: datetime | None = None) -> StarsPlan:
    """Give the ranked titles their stars anew in the order of the ranking; returns what was changed.

    With `plan_key` only what the member has seen is done: StarsPlanChangedError if it would be something else now.
    Ratings keep the days they were given on.
    """
    now = now or timezone.now()
    ranking = lock_ranking(member)
    _hold_still(settled_ranking(member, ranking).state.order)
    plan = stars_plan(settled_ranking(member, ranking))
    if plan_key is not None and plan.key != plan_key:
        raise StarsPlanChangedError
    if plan.changes:
        _write(member, {change.title_id: change.after for change in plan.changes})
        told = [[change.title_id, change.before, change.after] for change in plan.changes]
        RankingConversion.objects.create(ranking=ranking, changes=told, applied_at=now)
    return plan


@dataclass(frozen=True, slots=True)
class StarsUndone:
    """How many titles have their earlier stars again, and how many were left because they were rated anew since."""

    restored: int
    left: int


@atomic_with_retry
def undo_stars(*, member: User, now: datetime | None = None) -> StarsUndone:
    """Give the titles of the last conversion the stars they had; once. NothingToUndoError if there is none."""
    ranking = lock_ranking(member)
    last = last_conversion(ranking)
    if last is None:
        raise NothingToUndoError
    _hold_still(title_id for title_id, _, _ in last.changes)
    ids = [title_id for title_id, _, _ in last.changes]
    present = dict(Rating.objects.filter(user=member, title_id__in=ids).values_list("title_id", "value"))
    same = {title_id: before for title_id, before, after in last.changes if present.get(title_id) == after}
    _write(member, same)
    RankingConversion.objects.filter(pk=last.pk).update(undone_at=now or timezone.now())
    return StarsUndone(len(same), len(last.changes) - len(same))


def _hold_still(title_ids: Iterable[int]) -> None:
    """Lock the titles' sums in the order of their ids: whoever rates one of them waits until this is done."""
    for batch in batches(sorted(title_ids)):
        lock_many(batch)


def _write(member: User, stars: dict[int, float]) -> None:
    for batch in batches(sorted(stars)):
        given = dict(Rating.objects.filter(user=member, title_id__in=batch).values_list("title_id", "updated_at"))
        changes = {title_id: Change(stars[title_id], given[title_id]) for title_id in batch}
        write_ratings(member=member, changes=changes, source=SOURCE)
