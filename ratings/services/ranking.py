"""Growing a ranking by answers, and taking answers back.

Writers hold the lock of the member's `Ranking`, so answers that come at once take turns: the first counts, and the
others are told that the question is out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from moviesite.common.transactions import atomic_with_retry
from ratings.exceptions import NothingToUndoError, NotRankedError, QuestionAnsweredError, StaleQuestionError
from ratings.models import RankedTitle, Ranking, RankingAnswer
from ratings.ranking.evidence import Answer, Outcome
from ratings.ranking.questions import State, Step, contradicting, next_step
from ratings.selectors.ranking import Duel, Held, duel_of, held_ranking, question_name, settled_ranking

SPACING = 2**20  # between two positions of a fresh order; twenty titles fit in any one gap before it is spread again
BATCH = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether the answer was new, and what is asked next."""

    created: bool
    duel: Duel


def lock_ranking(member: User) -> Ranking:
    """The member's ranking, made if there is none, locked until the transaction ends."""
    found = Ranking.objects.select_for_update().filter(user=member).first()
    if found is not None:
        return found
    Ranking.objects.get_or_create(user=member)
    return Ranking.objects.select_for_update().get(user=member)


@atomic_with_retry
def answer_question(*, member: User, question: str, outcome: Outcome, now: datetime | None = None) -> Answered:
    """Answer the duel that is asked now. The same answer again changes nothing.

    QuestionAnsweredError if it was answered otherwise, StaleQuestionError if it is not what is asked (any more).
    """
    now = now or timezone.now()
    ranking = lock_ranking(member)
    known = RankingAnswer.objects.filter(ranking=ranking, question=question).first()
    if known is not None:
        if known.undone_at is not None:
            raise StaleQuestionError
        if known.outcome != outcome:
            raise QuestionAnsweredError
        held = held_ranking(member, ranking)
        return Answered(False, duel_of(held, next_step(held.state)))
    held = held_ranking(member, ranking)
    step = next_step(held.state)
    if step.question is None or question_name(ranking.version, step.question) != question:
        raise StaleQuestionError
    answer = Answer(step.question.left, step.question.right, outcome, step.question.subject)
    taken = contradicting(step.order, answer) if answer.subject is None else ()
    state = _state_after(held.state, step, answer, taken)
    after = next_step(state)
    effect = {
        "placed": [*step.placed, *after.placed],
        "taken": [[title_id, step.order.index(title_id)] for title_id in taken],
    }
    RankingAnswer.objects.create(
        ranking=ranking, question=question, left_id=answer.left, right_id=answer.right, subject_id=answer.subject,
        outcome=outcome.value, effect=effect, created_at=now,
    )  # fmt: skip
    _store_order(held, after.order, moved=set(taken), now=now)
    _raise_version(ranking, now)
    return Answered(True, duel_of(replace(held, ranking=ranking, state=state), after))


def _state_after(state: State, step: Step, answer: Answer, taken: Sequence[int]) -> State:
    """The state with an answer more; titles that it took out of the order wait in front."""
    placed = set(step.placed)
    return replace(
        state,
        order=[title_id for title_id in step.order if title_id not in taken],
        waiting=[*taken, *(title_id for title_id in state.waiting if title_id not in placed)],
        answers=[*state.answers, answer],
    )


@atomic_with_retry
def undo_answer(*, member: User, now: datetime | None = None) -> Duel:
    """Take the last answer back; it is kept, and marked. NothingToUndoError if there is none."""
    now = now or timezone.now()
    ranking = lock_ranking(member)
    last = RankingAnswer.objects.filter(ranking=ranking, undone_at=None).order_by("-id").first()
    if last is None:
        raise NothingToUndoError
    held = held_ranking(member, ranking)
    placed = set(last.effect.get("placed", ()))
    order = [title_id for title_id in held.state.order if title_id not in placed]
    for title_id, index in last.effect.get("taken", ()):
        if title_id in held.state.stars and title_id not in order and title_id not in held.left_out:
            order.insert(min(index, len(order)), title_id)
    RankingAnswer.objects.filter(pk=last.pk).update(undone_at=now)
    _store_order(held, order, moved=placed, now=now)
    _raise_version(ranking, now)
    held = held_ranking(member, ranking)
    return duel_of(held, next_step(held.state))


@atomic_with_retry
def leave_out(*, member: User, title_id: int, now: datetime | None = None) -> None:
    """Take a rated title out of the ranking; it is not asked about again until it is put back.

    NotRankedError unless it is in it. What was answered about it is kept.
    """
    now = now or timezone.now()
    ranking = lock_ranking(member)
    if title_id not in settled_ranking(member, ranking).state.order:
        raise NotRankedError
    RankedTitle.objects.update_or_create(
        ranking=ranking, title_id=title_id, defaults={"position": None, "placed_at": now}
    )
    _raise_version(ranking, now)


@atomic_with_retry
def put_back(*, member: User, now: datetime | None = None) -> int:
    """Have all titles that were left out asked about again; returns how many there were."""
    ranking = lock_ranking(member)
    count, _ = RankedTitle.objects.filter(ranking=ranking, position=None).delete()
    if count:
        _raise_version(ranking, now or timezone.now())
    return count


@atomic_with_retry
def start_over(*, member: User, now: datetime | None = None) -> None:
    """Begin again with nothing ranked. The answers are kept without effect; stars stay as they are."""
    now = now or timezone.now()
    ranking = lock_ranking(member)
    RankedTitle.objects.filter(ranking=ranking).delete()
    RankingAnswer.objects.filter(ranking=ranking, undone_at=None).update(undone_at=now)
    _raise_version(ranking, now)


def _raise_version(ranking: Ranking, now: datetime) -> None:
    ranking.version += 1
    Ranking.objects.filter(pk=ranking.pk).update(version=ranking.version, updated_at=now)


def _store_order(held: Held, order: Sequence[int], *, moved: set[int], now: datetime) -> None:
    """Make the stored order this one, where all but the `moved` titles keep the order they have.

    Rows that hold no more, because their rating is gone or a later one, go as well.
    """
    keep = {pk: held.positions[pk] for pk in order if pk in held.positions and pk not in moved}
    holding = keep.keys() | set(held.left_out)
    rows = list(RankedTitle.objects.filter(ranking=held.ranking).order_by("id"))
    RankedTitle.objects.filter(pk__in=[row.pk for row in rows if row.title_id not in holding]).delete()
    positions = spread(order, keep)
    changed = [row for row in rows if row.title_id in keep and row.position != positions[row.title_id]]
    for row in changed:
        row.position = positions[row.title_id]
    RankedTitle.objects.bulk_update(changed, ["position"], batch_size=BATCH)
    RankedTitle.objects.bulk_create(
        [
            RankedTitle(ranking=held.ranking, title_id=pk, position=positions[pk], placed_at=now)
            for pk in order
            if pk not in keep
        ],
        batch_size=BATCH,
    )


def spread(order: Sequence[int], keep: dict[int, int]) -> dict[int, int]:
    """Positions for an order; those of `keep` ascend in it and stay, unless there is no number left between two."""
    positions: dict[int, int] = {}
    following: list[int | None] = [None]
    for title_id in reversed(order):
        following.append(keep.get(title_id, following[-1]))
    last: int | None = None
    for index, title_id in enumerate(order):
        position = keep[title_id] if title_id in keep else _between(last, following[len(order) - index])
        if last is not None and position <= last:
            return {pk: place * SPACING for place, pk in enumerate(order, start=1)}
        positions[title_id] = last = position
    return positions


def _between(low: int | None, high: int | None) -> int:
    """The number half-way; equal to `low` where there is none between."""
    if high is None:
        return SPACING if low is None else low + SPACING
    return high - SPACING if low is None else (low + high) // 2
