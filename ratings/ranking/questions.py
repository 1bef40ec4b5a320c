"""The next duel of a ranking, and what an answer does to it.

Everything follows from the state alone, so that the same state always asks the same: nothing has to be stored for a
question that nobody has answered.

Binary insertion trusts that preferences are transitive. So each RECHECK_EVERY-th duel is an old pair, sides swapped. An
answer that contradicts the order takes both titles out of it; the two answers cancel, everything else that is known of
the two still counts, and they look for their places anew. If the pair meets again there, the third answer decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from zlib import crc32

from ratings.ranking.evidence import Answer, Evidence, Outcome
from ratings.ranking.insertion import SPARE, choose_opponent, open_gaps, opponents, settled_gap

RECHECK_EVERY = 8
RECHECK_AGE = 8  # answers that must have come since, so that it is not the memory that answers
RECHECK_CHOICE = 50  # of the oldest pairs, one is taken
MISSED = 0.75  # duels per title that the estimate adds, because stars are not always right


@dataclass(frozen=True, slots=True)
class State:
    """A member's ranking.

    `order` has the ranked titles, best first; `waiting` the others, the most recently rated first; `stars` those of
    all of them; `answers` all that hold, the oldest first.
    """

    order: Sequence[int]
    waiting: Sequence[int]
    stars: Mapping[int, float]
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """Two titles to compare. `subject` is the one that looks for its place, None for a re-check."""

    left: int
    right: int
    subject: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: the order with all titles in it that need no duel, which those were, the duel, and about how
    many duels there will be, this one included."""

    order: tuple[int, ...]
    placed: tuple[int, ...]
    question: Question | None
    left_over: int


def next_step(state: State) -> Step:
    """Place what needs no duel and find the next duel; none when every title has its place."""
    evidence = Evidence(state.answers, of=state.waiting)
    order, queue, placed = list(state.order), queue_of(state, evidence), list[int]()
    question: Question | None = None
    while queue:
        title_id = queue[0]
        verdicts = evidence.about(title_id)
        gaps = open_gaps(order, verdicts)
        if opponents(order, verdicts, gaps):
            index = choose_opponent(order, verdicts, gaps, stars=state.stars, own_stars=state.stars[title_id])
            question = _recheck(state.answers, order) or _sides(title_id, order[index], len(state.answers))
            break
        order.insert(settled_gap(order, verdicts, gaps), title_id)
        placed.append(queue.pop(0))
    return Step(tuple(order), tuple(placed), question, left_over(order, queue, state.stars, evidence))


def queue_of(state: State, evidence: Evidence) -> list[int]:
    """Those that wait, in their turn: those put off come later, those that have begun come first."""
    skips = Counter(answer.subject for answer in state.answers if answer.outcome is Outcome.SKIP)
    return sorted(state.waiting, key=lambda title_id: (skips[title_id], not evidence.has_decided(title_id)))


def _sides(subject: int, other: int, turn: int) -> Question:
    """Left and right by chance, but the same whenever the same is asked."""
    if crc32(f"{turn}:{subject}:{other}".encode()) % 2:
        return Question(left=subject, right=other, subject=subject)
    return Question(left=other, right=subject, subject=subject)


def _recheck(answers: Sequence[Answer], order: Sequence[int]) -> Question | None:
    """An old pair, when it is time for one and there is one that was asked once and whose titles have their places."""
    counted = sum(1 for answer in answers if answer.outcome is not Outcome.SKIP or answer.subject is None)
    if counted % RECHECK_EVERY != RECHECK_EVERY - 1:
        return None
    times, ranked = Counter(answer.pair for answer in answers), set(order)
    old = [
        answer
        for answer in answers[:-RECHECK_AGE]
        if answer.outcome is not Outcome.SKIP and times[answer.pair] == 1 and answer.pair <= ranked
    ][:RECHECK_CHOICE]
    if not old:
        return None
    chosen = old[crc32(f"recheck:{len(answers)}".encode()) % len(old)]
    return Question(left=chosen.right, right=chosen.left, subject=None)


def contradicting(order: Sequence[int], answer: Answer) -> tuple[int, ...]:
    """The two titles of an answer that says the opposite of the order, the upper first; () for any other answer.

    Only of pairs that are both in the order: a title that looks for its place is not.
    """
    if answer.winner is None or answer.loser is None or not answer.pair <= set(order):
        return ()
    lower, upper = order.index(answer.winner), order.index(answer.loser)
    return (answer.loser, answer.winner) if upper < lower else ()


def left_over(order: Sequence[int], queue: Sequence[int], stars: Mapping[int, float], evidence: Evidence) -> int:
    """About how many duels the titles in the queue will take, re-checks included."""
    if not queue or (len(queue) == 1 and not order):
        return 0
    crowd = Counter(stars[title_id] for title_id in order)
    total, ranked = 0.0, len(order)
    for title_id in queue:
        wide = crowd[stars[title_id]] + 1
        if evidence.has_decided(title_id):
            gaps = open_gaps(order, evidence.about(title_id))
            wide = min(wide, gaps.high - gaps.low)
        total += min(log2(wide + 1) + MISSED, log2(ranked + 1) + SPARE) if ranked else 0
        crowd[stars[title_id]] += 1
        ranked += 1
    return max(1, ceil(total * RECHECK_EVERY / (RECHECK_EVERY - 1)))
