"""Where a title belongs in a ranking, by binary insertion that bears contradictions.

A ranking of n titles, best first, has n + 1 gaps: gap g is in front of the title at index g. A title belongs into the
gap that contradicts the fewest of its answers (local re-insertion, as in local Kemenization: Dwork et al., "Rank
Aggregation Methods for the Web", WWW 2001). While several neighbouring gaps are equally good, a duel with a title
between them narrows them down.

Which one: stars say where the place will probably be, so the duel halves the probability and not the number of gaps
(bisection rule of Mehlhorn, "Nearly optimal binary search trees", Acta Informatica 5, 1975). WINDOW_SHARE of it lies
around the titles of the same stars. Never more than ⌈log2(n + 1)⌉ + SPARE duels per title, however wrong the stars are:
a duel that could break this is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ratings.ranking.evidence import Verdict, Verdicts

WINDOW_SHARE = 0.75
SPARE = 2  # over a title's ⌈log2⌉; a whole ranking stays within n⌈log2 n⌉ + n
_NOTHING = Verdict()


@dataclass(frozen=True, slots=True)
class Gaps:
    """The neighbouring gaps from `low` to `high`, both included."""

    low: int
    high: int


def most_duels(ranked: int) -> int:
    """How many duels a title needs at most to find its place among `ranked` others, if no answer contradicts."""
    return ranked.bit_length() + SPARE if ranked else 0  # ⌈log2(n + 1)⌉ is the bit length of n


def open_gaps(order: Sequence[int], verdicts: Verdicts) -> Gaps:
    """The longest run of gaps that contradict the fewest answers; the topmost of equals."""
    costs = _costs(order, verdicts)
    least = min(costs)
    best = Gaps(0, -1)
    start: int | None = None
    for gap, cost in enumerate([*costs, least + 1]):
        if cost == least:
            start = gap if start is None else start
        elif start is not None:
            if gap - start > best.high - best.low + 1:
                best = Gaps(start, gap - 1)
            start = None
    return best


def _costs(order: Sequence[int], verdicts: Verdicts) -> list[int]:
    """How many answers each gap contradicts, by the differences between neighbours. A tie wants the gaps beside it."""
    steps = [0] * (len(order) + 2)
    for index, title_id in enumerate(order):
        verdict = verdicts.get(title_id, _NOTHING)
        if verdict.is_tie:
            steps[0] += 1
            steps[index] -= 1
            steps[index + 2] += 1
        elif verdict.net > 0:
            steps[index + 1] += verdict.net
        elif verdict.net < 0:
            steps[0] -= verdict.net
            steps[index + 1] += verdict.net
    return list(accumulate(steps[:-1]))


def opponents(order: Sequence[int], verdicts: Verdicts, gaps: Gaps) -> list[int]:
    """Indexes of the titles between these gaps that a duel could tell something about."""
    return [
        index for index in range(gaps.low, gaps.high) if not verdicts.get(order[index], _NOTHING).is_decided
    ]  # fmt: skip


def settled_gap(order: Sequence[int], verdicts: Verdicts, gaps: Gaps) -> int:
    """The gap to take when no duel is left: right behind the title it is level with, else the middle."""
    level = [i for i in range(gaps.low, gaps.high) if verdicts.get(order[i], _NOTHING).is_tie]
    return level[-1] + 1 if level else (gaps.low + gaps.high) // 2


def choose_opponent(
    order: Sequence[int], verdicts: Verdicts, gaps: Gaps, *, stars: Mapping[int, float], own_stars: float
) -> int:
    """The index of the title to compare with next; there must be one. Pairs that were put off come last."""
    found = opponents(order, verdicts, gaps)
    fewest = min(verdicts.get(order[index], _NOTHING).skips for index in found)
    found = [index for index in found if verdicts.get(order[index], _NOTHING).skips == fewest]
    asked = sum(1 for title_id in order if verdicts.get(title_id, _NOTHING).is_decided)
    rest = most_duels(len(order)) - asked - 1
    largest = {index: max(index - gaps.low + 1, gaps.high - index) for index in found}
    safe = [index for index in found if rest >= 0 and largest[index] <= 2**rest]
    if not safe:  # answers that contradict, or were put off, have used the duels up: halve what is left
        return min(found, key=lambda index: (largest[index], index))
    weights = gap_weights(order, stars=stars, own_stars=own_stars)
    sums = list(accumulate(weights[gaps.low : gaps.high + 1]))

    def imbalance(index: int) -> tuple[float, int, int]:
        return abs(2 * sums[index - gaps.low] - sums[-1]), largest[index], index

    return min(safe, key=imbalance)


def gap_weights(order: Sequence[int], *, stars: Mapping[int, float], own_stars: float) -> list[float]:
    """How probable each gap is by the stars alone; float[n + 1] with sum 1.

    The gaps beside titles of the same stars share WINDOW_SHARE; without such titles, the gap below all with more stars.
    """
    same = [index for index, title_id in enumerate(order) if stars[title_id] == own_stars]
    likely = {gap for index in same for gap in (index, index + 1)}
    if not same:
        likely = {sum(1 for title_id in order if stars[title_id] > own_stars)}
    base, extra = (1 - WINDOW_SHARE) / (len(order) + 1), WINDOW_SHARE / len(likely)
    return [base + (extra if gap in likely else 0.0) for gap in range(len(order) + 1)]
