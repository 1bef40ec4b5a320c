"""Making two titles one, and taking that back.

The sums of both titles are locked first, lower id first: whoever rates, reviews or shelves one of them has locked those
as well and looks at the title after that, so that nothing is written to a title that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog.enums import MatchState, TitleStatus
from catalog.exceptions import (
    MergeNotFoundError,
    MergeOrderError,
    MergeRefusedError,
    MergeUndoneError,
    TitleNotFoundError,
)
from catalog.models import RATING_BINS, SourceRecord, Title, TitleMerge, TitleStats
from catalog.selectors.provenance import facts_of
from catalog.services.ingest.projection import project_titles
from catalog.services.merging.facts import settle_match
from catalog.services.merging.journal import Journal, Step, take_back
from catalog.services.merging.registry import Pair, movers, rebuild_sums
from catalog.services.search_index import index_titles
from catalog.services.stats import lock_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish

_SUMS = (
    *RATING_BINS, "rating_count", "rating_total", "average", "score", "trend", "review_count", "watchlist_count",
    "favorite_count",
)  # fmt: skip


@atomic_with_retry
def merge_titles(
    *, kept_id: int, gone_id: int, actor: User | None, reasons: Sequence[tuple[str, float]] = ()
) -> TitleMerge:
    """Make `gone` part of `kept`: all that is known and all that members did moves; `gone` stays as an archived row.

    TitleNotFoundError, and MergeRefusedError for two that cannot be made one. The event `title_merged` is
    {"kept_id", "gone_id", "merge_id"}.
    """
    pair = Pair(kept_id, gone_id)
    lock_pair(pair)
    _check(pair)
    before = _sums(pair)
    journal = Journal()
    for mover in movers():
        mover.move(pair, journal)
    rebuild_sums([kept_id, gone_id])
    moves = {"steps": journal.steps, "sums": {"before": before, "after": _sums(pair)}}
    merge = TitleMerge.objects.create(
        kept_id=kept_id, gone_id=gone_id, made_by=actor, reasons=[list(reason) for reason in reasons], moves=moves
    )
    settle_match(pair, state=MatchState.MERGED, actor=actor)
    _tell("title_merged", pair, merge)
    refresh_pair(pair, journal.steps)
    return merge


@atomic_with_retry
def undo_merge(*, merge_id: int, actor: User | None) -> TitleMerge:
    """Make the two titles of a merge two again, with what each had.

    What members did since stays with the title that they did it to, the kept one. The pair counts as told apart from
    then on. MergeNotFoundError, MergeUndoneError, and MergeOrderError where a later merge builds on this one.
    """
    found = TitleMerge.objects.filter(pk=merge_id).first()
    if found is None:
        raise MergeNotFoundError
    pair = Pair(found.kept_id, found.gone_id)
    lock_pair(pair)
    merge = TitleMerge.objects.select_for_update().get(pk=merge_id)
    if merge.undone_at is not None:
        raise MergeUndoneError
    _check_last(merge)
    _give_back(pair, merge)
    merge.undone_by, merge.undone_at = actor, timezone.now()
    steps = merge.moves.get("steps", [])
    merge.moves = {"counts": moved_counts(merge)}
    merge.save(update_fields=["undone_by", "undone_at", "moves"])
    settle_match(pair, state=MatchState.APART, actor=actor)
    _tell("title_unmerged", pair, merge)
    refresh_pair(pair, steps)
    return merge


def moved_counts(merge: TitleMerge) -> dict[str, int]:
    """How many rows of each table a merge changed."""
    counts: dict[str, int] = dict(merge.moves.get("counts", {}))
    for step in merge.moves.get("steps", ()):
        rows = step.get("rows", ())
        counts[step["table"]] = counts.get(step["table"], 0) + (len(rows) or 1)
    return counts


def lock_pair(pair: Pair) -> None:
    """Both titles' sums, then both titles, each in the order of their ids."""
    ids = sorted({pair.kept_id, pair.gone_id})
    if len(ids) < 2:
        raise MergeRefusedError("A title cannot be merged into itself.")
    if Title.objects.filter(pk__in=ids).count() != 2:
        raise TitleNotFoundError
    lock_many(ids)
    list(Title.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _check(pair: Pair) -> None:
    titles = Title.objects.in_bulk([pair.kept_id, pair.gone_id])
    kept, gone = titles[pair.kept_id], titles[pair.gone_id]
    if gone.merged_into_id == kept.pk:
        raise MergeRefusedError("This has been done already.")
    for title in (kept, gone):
        if title.merged_into_id is not None:
            raise MergeRefusedError(f"“{title}” has become part of another title.")
    if gone.status == TitleStatus.PUBLISHED and kept.status != TitleStatus.PUBLISHED:
        raise MergeRefusedError(f"“{kept}” is not published: what is published would vanish into it.")


def _check_last(merge: TitleMerge) -> None:
    ids = (merge.kept_id, merge.gone_id)
    later = TitleMerge.objects.filter(Q(kept_id__in=ids) | Q(gone_id__in=ids), pk__gt=merge.pk, undone_at=None)
    if (number := later.order_by("-pk").values_list("pk", flat=True).first()) is not None:
        raise MergeOrderError(f"Undo merge {number} first: it builds on this one.")


def _give_back(pair: Pair, merge: TitleMerge) -> None:
    ids = [pair.kept_id, pair.gone_id]
    newer = SourceRecord.objects.filter(title_id=pair.kept_id, changed_at__gt=merge.made_at).exists()
    said = facts_of([pair.kept_id])
    sums = merge.moves["sums"]
    unchanged = _numbers(_sums(pair)) == _numbers(sums["after"])
    take_back(merge.moves["steps"])
    for mover in reversed(movers()):
        mover.undone(pair)
    if newer:  # sources have spoken since, and the titles follow them
        project_titles(ids, before=said)
    if unchanged:
        for pk, values in sums["before"].items():
            TitleStats.objects.filter(pk=int(pk)).update(**{name: values[name] for name in _SUMS})
    else:
        rebuild_sums(ids)


def _sums(pair: Pair) -> dict[str, dict[str, float | None]]:
    """The sums of both, as JSON."""
    rows = TitleStats.objects.filter(pk__in=(pair.kept_id, pair.gone_id)).order_by("pk")
    return {str(row.pk): {name: getattr(row, name) for name in _SUMS} for row in rows}


def _numbers(sums: Mapping[str, Mapping[str, float | None]]) -> dict[str, list[float | None]]:
    """The same, comparable: a database may give back a large number without its point."""
    return {pk: [None if row[name] is None else float(row[name] or 0) for name in _SUMS] for pk, row in sums.items()}


def _tell(event: str, pair: Pair, merge: TitleMerge) -> None:
    payload = {"kept_id": pair.kept_id, "gone_id": pair.gone_id, "merge_id": merge.pk}
    publish(event, aggregate=f"title:{pair.kept_id}", payload=payload)


def refresh_pair(pair: Pair, steps: Sequence[Step]) -> None:
    """Search, and every cached answer that tells of the two titles or of what members have."""
    ids = [pair.kept_id, pair.gone_id]
    transaction.on_commit(partial(index_titles, title_ids=ids))
    for subject in ("titles", "catalog", *(f"reviews:{pk}" for pk in ids), *_members(steps)):
        transaction.on_commit(partial(bump_version, subject))


def _members(steps: Sequence[Step]) -> list[str]:
    return sorted({f"ratings:{member}" for step in steps for member in step.get("members", ())})
