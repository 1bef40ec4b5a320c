"""Picks of all members, computed ahead of time with the model that serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import structlog
from django.db import connection
from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from moviesite.common.transactions import atomic_with_retry
from recommender.algorithms.block import block_size, score_block
from recommender.dataset import FloatArray, IntArray
from recommender.loaders.batch import MemberInput, load_members, members_with_signals
from recommender.models import Recommendation, ScoredMember
from recommender.serving import steps
from recommender.serving.context import MAX_LIMIT, Context
from recommender.serving.models import ServingModel, serving_model

log = structlog.get_logger(__name__)

WRITTEN_TOGETHER = 16  # members whose rows are exchanged in one transaction


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many members were looked at, computed anew, and rid of picks that nothing speaks for any more."""

    members: int = 0
    computed: int = 0
    cleared: int = 0


def score_all(*, limit: int = MAX_LIMIT, progress: Callable[[float], None] | None = None) -> BatchReport:
    """Compute and store the `limit` (1–100) best titles of every member with signals, by the serving model.

    A member whose stored picks come from the same version and an unchanged history is passed over, so a run that was
    broken off goes on where it was, and a second run writes nothing. Memory is bounded by one block of members.
    Without a model nothing happens. `progress` hears the share done, 0 to 1.
    """
    serving = serving_model()
    if serving is None:
        log.info("recommender.batch_without_model")
        return BatchReport()
    members = members_with_signals()
    total, done, computed, last = members.count(), 0, 0, 0
    size = block_size(len(serving.items))
    while ids := list(members.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        computed += _score_members(serving, ids, limit)
        last, done = ids[-1], done + len(ids)
        if progress is not None:
            progress(min(1.0, done / max(total, 1)))
    report = BatchReport(members=done, computed=computed, cleared=_clear_others())
    log.info("recommender.batch_done", version=str(serving.version), members=done, computed=computed)
    return report


def _score_members(serving: ServingModel, user_ids: Sequence[int], limit: int) -> int:
    inputs = load_members(user_ids, serving.items)
    digests = {row.user_id: row.digest(limit) for row in inputs}
    scored = ScoredMember.objects.filter(user_id__in=user_ids, version=serving.version)
    same = {pk for pk, digest in scored.values_list("pk", "digest") if digest == digests[pk]}
    due = [row for row in inputs if row.user_id not in same]
    if not due:
        return 0
    left_out = [~steps.allowed(serving, _context(row), row.hidden) for row in due]
    titles, scores = score_block(serving.model, [row.history for row in due], left_out, limit)
    for row, member in enumerate(due):
        if not steps.is_usable(serving, member.history):
            titles[row] = -1  # nothing of their own to go by: they are served what everybody is
    for start in range(0, len(due), WRITTEN_TOGETHER):
        part = slice(start, start + WRITTEN_TOGETHER)
        _exchange(serving, {row.user_id: digests[row.user_id] for row in due[part]}, titles[part], scores[part])
    return len(due)


def _context(member: MemberInput) -> Context:
    return Context(user_id=member.user_id, muted_languages=member.muted_languages, show_adult=member.show_adult)


@atomic_with_retry
def _exchange(serving: ServingModel, digests: dict[int, str], titles: IntArray, scores: FloatArray) -> None:
    """Replace the rows of some members; whoever reads meanwhile finds the old ones or the new ones, never both.

    The members' rows are locked, so that two who write take turns, and one who has left is passed over.
    """
    # On PostgreSQL the weaker lock: rows that lead to a member may be written meanwhile.
    weaker = connection.features.has_select_for_no_key_update
    members = User.objects.select_for_update(no_key=weaker).filter(pk__in=digests).order_by("pk")
    there = set(members.values_list("pk", flat=True))
    ids = serving.items.to_external(titles[titles >= 0])
    published = set(Title.objects.published().filter(pk__in=ids.tolist()).values_list("pk", flat=True))
    now = timezone.now()
    rows, marks = [], []
    for (user_id, digest), found, values in zip(digests.items(), titles, scores, strict=True):
        if user_id not in there:
            continue
        known = np.flatnonzero(found >= 0)
        pairs = zip(serving.items.to_external(found[known]).tolist(), values[known].tolist(), strict=True)
        rows += [
            Recommendation(
                user_id=user_id,
                rank=rank,
                title_id=title_id,
                score=score,
                version=serving.version,
                computed_at=now,
            )
            for rank, (title_id, score) in enumerate((pair for pair in pairs if pair[0] in published), start=1)
        ]
        marks.append(ScoredMember(user_id=user_id, version=serving.version, digest=digest, computed_at=now))
    Recommendation.objects.filter(user_id__in=there).delete()
    ScoredMember.objects.filter(user_id__in=there).delete()
    Recommendation.objects.bulk_create(rows, batch_size=500)
    ScoredMember.objects.bulk_create(marks)


def _clear_others() -> int:
    """Delete the rows of members whom a whole pass did not come by: they have no signals left."""
    ids = list(ScoredMember.objects.exclude(user__in=members_with_signals().order_by()).values_list("pk", flat=True))
    Recommendation.objects.filter(user_id__in=ids).delete()
    ScoredMember.objects.filter(pk__in=ids).delete()
    return len(ids)
