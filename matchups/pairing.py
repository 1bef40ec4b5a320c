"""Which two sets to ask about next.

A plan is drawn from a sample of sets, so its cost grows with the sample and never with the number of all sets. Each
pair says why it was chosen:

- random: uniform over all allowed pairs, drawn before the others. Adaptive choice can make a ranking look more certain
  than it is (Gray et al., arXiv 2308.13292); this share alone is fit to audit the strengths with.
- close: the largest expected gain. A vote tells most where p (1 - p) var(a - b) is large: near in strength, wide in
  error (Glickman and Jensen, "Adaptive paired comparison design", JSPI 2005). What it tells counts by how many sets
  could still change places with a or b, since it is an order that is wanted: the errors of sets far above or below all
  others would otherwise get votes that move nobody.
- new: sets with the fewest votes against well-known sets near them.
- diverse: different in language, decade and genre, so that no corner of the board is compared with itself alone.

The last three take the variances down as they choose, as if the votes were already in: a plan does not ask the same
question twenty times over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
Reason = Literal["random", "close", "new", "diverse"]

SHARES: dict[Reason, float] = {"random": 0.25, "close": 0.5, "new": 0.15, "diverse": 0.1}
TITLES = 4
MOST_SHARED = 2  # with three of four titles in common a vote would be about the fourth alone
PLACED = 10  # votes after which a set is no longer new
POOL_PER_PAIR = 100  # pairs looked at for each one planned, or all there are in the sample
POOL_LEAST, POOL_MOST = 2_000, 20_000  # for short plans and for long ones
POOL_NEEDED = 8  # for each pair of a very long plan
RIVALS = 300  # candidates that stand for all when it is counted who could change places with whom
ROUNDS = 8  # of drawing, where most pairs drawn are not allowed


class Planned(NamedTuple):
    """Positions of two candidates, a to be shown on the left, and why they meet."""

    a: int
    b: int
    reason: Reason


@dataclass(frozen=True)
class Candidates:
    """n sampled sets, one entry each.

    id: int64[n]; titles: int64[n, 4]; strength and error: float64[n], in logits, error the standard error of strength;
    votes: int64[n]; genres: uint64[n], one bit for each; language and decade: int64[n], codes that are only compared.
    """

    id: IntArray
    titles: IntArray
    strength: FloatArray
    error: FloatArray
    votes: IntArray
    genres: npt.NDArray[np.uint64]
    language: IntArray
    decade: IntArray

    def __post_init__(self) -> None:
        n = self.id.shape[0]
        if self.titles.shape != (n, TITLES):
            raise ValueError(f"titles must have shape (n, {TITLES})")
        columns = (self.strength, self.error, self.votes, self.genres, self.language, self.decade)
        if any(column.shape != (n,) for column in columns):
            raise ValueError("each candidate needs one entry of everything")
        if not (np.isfinite(self.strength).all() and np.isfinite(self.error).all()):
            raise ValueError("strengths and errors must be finite")


def plan(candidates: Candidates, count: int, rng: np.random.Generator) -> list[Planned]:
    """Up to count pairs in random order, none twice, none sharing three titles or more.

    Fewer come back only where the sample has no more pairs to offer. Shares are kept on average over plans of any
    length, and exactly where they come out even; what new or diverse cannot fill falls to close, so random keeps its
    share. Equal generators give equal plans.
    """
    n = candidates.id.shape[0]
    if n < 2 or count < 1:
        return []
    size = max(POOL_LEAST, min(POOL_PER_PAIR * count, POOL_MOST), POOL_NEEDED * count)
    every = _all_pairs(n) if n * (n - 1) // 2 <= size else None
    if every is not None:
        every = every[_shared(candidates.titles, every) <= MOST_SHARED]
        count = min(count, len(every))
    quota = quotas(count, rng)
    chance = _uniform_pairs(candidates.titles, every, quota["random"], rng)
    pool = _uniform_pairs(candidates.titles, every, size, rng)
    chooser = _Chooser(candidates, pool, rng)
    chosen: list[tuple[int, int, Reason]] = [(int(a), int(b), "random") for a, b in chance]
    for a, b, _ in chosen:
        chooser.take(a, b)
    rest = count - len(chosen)
    chosen += chooser.new(min(quota["new"], rest))
    chosen += chooser.diverse(min(quota["diverse"], count - len(chosen)))
    chosen += chooser.close(count - len(chosen))
    order, flipped = rng.permutation(len(chosen)), rng.random(len(chosen)) < 0.5
    return [_shown(*chosen[index], flip=bool(flipped[index])) for index in order]


def quotas(count: int, rng: np.random.Generator) -> dict[Reason, int]:
    """How many of count pairs each reason gets: the share rounded up or down, right on average.

    Systematic sampling: one uniform number decides all roundings, so that they add up to count.
    """
    edges = np.round(count * np.cumsum([0.0, *SHARES.values()]), 9)
    cut = np.floor(edges + rng.random()).astype(int)
    return dict(zip(SHARES, (int(size) for size in np.diff(cut)), strict=True))


class _Chooser:
    """Takes pairs greedily and keeps what the votes on them would tell."""

    def __init__(self, candidates: Candidates, pool: IntArray, rng: np.random.Generator) -> None:
        self.candidates = candidates
        self.rng = rng
        self.variance = candidates.error**2
        self.votes = candidates.votes.astype(np.int64)
        self.taken: set[tuple[int, int]] = set()
        self.pool = pool
        self.free = np.ones(len(pool), dtype=bool)
        self.place = {(int(a), int(b)): index for index, (a, b) in enumerate(pool)}
        self.rivals = _rivals(candidates.strength, self.variance)
        # The part of a gap's variance that is left when shared titles cancel.
        self.own = 1.0 - _shared(candidates.titles, pool) / TITLES
        self.weight = _bernoulli(candidates.strength[pool[:, 0]] - candidates.strength[pool[:, 1]])

    def take(self, a: int, b: int) -> None:
        """Count the pair as asked: the variances fall as they would by one vote on it (a Kalman step)."""
        low, high = min(a, b), max(a, b)
        self.taken.add((low, high))
        if (low, high) in self.place:
            self.free[self.place[low, high]] = False
        weight = float(_bernoulli(self.candidates.strength[a] - self.candidates.strength[b]))
        spread = 1.0 / weight + self.variance[a] + self.variance[b]
        self.variance[[a, b]] -= self.variance[[a, b]] ** 2 / spread
        self.votes[[a, b]] += 1

    def close(self, count: int) -> list[tuple[int, int, Reason]]:
        """Pairs of the pool by expected gain."""
        return self._best(count, "close", np.zeros(len(self.pool)), self.free)

    def diverse(self, count: int) -> list[tuple[int, int, Reason]]:
        """Pairs that differ in most of language, decade and genre; among equally different ones by gain."""
        found, (a, b) = self.candidates, self.pool.T
        different = (found.language[a] != found.language[b]).astype(float) + (found.decade[a] != found.decade[b])
        different += (found.genres[a] & found.genres[b]) == 0
        return self._best(count, "diverse", different, different > 0)

    def new(self, count: int) -> list[tuple[int, int, Reason]]:
        """Sets with fewer votes than `PLACED`, the fewest first, each against whom it is placed best by."""
        chosen: list[tuple[int, int, Reason]] = []
        dry = np.zeros(len(self.votes), dtype=bool)
        while len(chosen) < count:
            votes = np.where(dry, PLACED, self.votes)
            fewest = np.flatnonzero(votes == votes.min())
            if votes[fewest[0]] >= PLACED:
                break
            newcomer = int(self.rng.choice(fewest))
            partner = self._partner(newcomer)
            if partner is None:
                dry[newcomer] = True
                continue
            self.take(newcomer, partner)
            chosen.append((newcomer, partner, "new"))
        return chosen

    def _partner(self, newcomer: int) -> int | None:
        """By whom a vote lowers the newcomer's own variance most: near, well known, without titles in common."""
        everyone = np.arange(len(self.votes))
        shared = _shared(self.candidates.titles, np.stack([np.full_like(everyone, newcomer), everyone], axis=1))
        weight = _bernoulli(self.candidates.strength - self.candidates.strength[newcomer])
        gain = (1.0 - shared / TITLES) / (1.0 / weight + self.variance + self.variance[newcomer])
        gain[shared > MOST_SHARED] = -1.0
        for low, high in self.taken:
            if newcomer in (low, high):
                gain[low + high - newcomer] = -1.0
        gain[newcomer] = -1.0
        best = int(gain.argmax())
        return best if gain[best] > 0 else None

    def _gain(self, a: IntArray, b: IntArray) -> FloatArray:
        """By how much one vote on each pair of the pool lowers the variances of both, weighed by their rivals."""
        first, second = self.own * self.variance[a], self.own * self.variance[b]
        fall = self.rivals[a] * first**2 + self.rivals[b] * second**2
        return np.asarray(fall / (1.0 / self.weight + first + second))

    def _best(
        self, count: int, reason: Reason, level: FloatArray, allowed: npt.NDArray[np.bool_]
    ) -> list[tuple[int, int, Reason]]:
        """The highest level first, within a level the highest gain, which is below 1 after g / (1 + g)."""
        chosen: list[tuple[int, int, Reason]] = []
        a, b = self.pool.T
        for _ in range(count):
            open_pairs = self.free & allowed
            if not open_pairs.any():
                break
            gain = self._gain(a, b)
            best = int(np.where(open_pairs, level + gain / (1.0 + gain), -1.0).argmax())
            self.take(int(a[best]), int(b[best]))
            chosen.append((int(a[best]), int(b[best]), reason))
        return chosen


def _bernoulli(gap: npt.ArrayLike) -> FloatArray:
    """p (1 - p) of a gap in logits; never 0, so that it can be divided by."""
    half = np.clip(np.asarray(gap, dtype=np.float64) / 2.0, -300.0, 300.0)
    return np.asarray(0.25 / np.cosh(half) ** 2)


def _rivals(strength: FloatArray, variance: FloatArray) -> FloatArray:
    """How much the order would gain from less variance of each set, float64[n].

    Two sets at a gap g with variance v change places by mistake about as often as the density of N(g, v) at 0 times the
    error that remains; its derivative by the variance is that density over the root of v, summed over all others.
    """
    n = strength.size
    others = np.linspace(0, n - 1, min(n, RIVALS)).astype(int)
    both = np.maximum(variance[:, None] + variance[others][None, :], 1e-12)
    gaps = strength[:, None] - strength[others][None, :]
    crowding = np.exp(-(gaps**2) / (2.0 * both)) / both
    crowding[others, np.arange(others.size)] = 0.0
    return np.asarray(crowding.sum(axis=1))


def _all_pairs(n: int) -> IntArray:
    return np.stack(np.triu_indices(n, 1), axis=1).astype(np.int64)


def _shared(titles: IntArray, pairs: IntArray) -> IntArray:
    """How many titles the two sets of each pair have in common, int64[m]."""
    left, right = titles[pairs[:, 0]], titles[pairs[:, 1]]
    return np.asarray((left[:, :, None] == right[:, None, :]).sum(axis=(1, 2)), dtype=np.int64)


def _uniform_pairs(titles: IntArray, every: IntArray | None, count: int, rng: np.random.Generator) -> IntArray:
    """Up to count different allowed pairs, each as likely as any other, int64[m, 2] with the lower position first."""
    if every is not None:
        return every[rng.permutation(len(every))[:count]]
    n, found = len(titles), np.zeros((0, 2), dtype=np.int64)
    for _ in range(ROUNDS):
        first = rng.integers(0, n, 2 * count)
        second = (first + rng.integers(1, n, 2 * count)) % n
        drawn = np.sort(np.stack([first, second], axis=1), axis=1)
        found = np.concatenate([found, drawn[_shared(titles, drawn) <= MOST_SHARED]])
        _, where = np.unique(found @ np.array([n, 1]), return_index=True)
        found = found[np.sort(where)]
        if len(found) >= count:
            break
    return found[:count]


def _shown(a: int, b: int, reason: Reason, *, flip: bool) -> Planned:
    return Planned(b, a, reason) if flip else Planned(a, b, reason)
