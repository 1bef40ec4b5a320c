"""Training and held-out ratings.

Settings are chosen on a validation part: the same split applied once more to the training part
(``split(split(data).train)``), never on the test part.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from recommender.dataset import BoolArray, IntArray, Interactions

DAY = 86_400


@dataclass(frozen=True, eq=False)
class Split:
    """``train`` has all users and items; ``held_out[k]`` are the item indices to find for user ``users[k]``.

    known: what the judged members are known by, where it is not their part of ``train``
    candidates: per judged user the item indices to rank, where it is not every item they have not seen
    """

    name: str
    train: Interactions
    users: IntArray
    held_out: list[IntArray]
    known: Interactions | None = None
    candidates: list[IntArray] | None = None

    @property
    def inputs(self) -> Interactions:
        """The ratings that members are judged by."""
        return self.train if self.known is None else self.known

    def of_users(self, keep: BoolArray | IntArray) -> "Split":
        """The same split judged on the users at these positions only."""
        at = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        candidates = None if self.candidates is None else [self.candidates[int(place)] for place in at]
        held_out = [self.held_out[int(place)] for place in at]
        return replace(self, users=self.users[at], held_out=held_out, candidates=candidates)


Splitter: TypeAlias = Callable[[Interactions], Split]


def popular_enough(interactions: Interactions, min_ratings: int) -> Interactions:
    """Only items with at least ``min_ratings`` ratings, re-indexed without the others."""
    counts = interactions.item_counts()
    keep = counts[interactions.columns] >= min_ratings
    users = interactions.users.to_external(interactions.rows[keep])
    items = interactions.items.to_external(interactions.columns[keep])
    data = interactions.matrix.data[keep]
    kept = Interactions.from_triples(users, items, data, interactions.timestamps[keep])
    facts = interactions.facts
    if facts is not None:
        facts = facts.subset(interactions.items.to_dense(kept.items.ids))
    rows = interactions.users.to_dense(kept.users.ids)
    abouts = tuple(interactions.abouts[int(row)] for row in rows) if interactions.abouts else ()
    return kept.knowing(facts, abouts)


def last_n(interactions: Interactions, n: int = 5) -> Split:
    """Each user's n newest ratings are held out, but at least one stays for training; equal times by item index."""
    return _split(f"last-{n}", interactions, _places_from_end(interactions) < _allowance(interactions, n))


def leave_one_out(interactions: Interactions) -> Split:
    """Each user's newest rating is held out."""
    return _split("loo", interactions, _places_from_end(interactions) < _allowance(interactions, 1))


def temporal(interactions: Interactions, share: float = 0.1) -> Split:
    """The newest ``share`` of all ratings is held out; users without older ratings are not judged."""
    if not 0 < share < 1:
        raise ValueError("share must lie between 0 and 1")
    if not interactions.n_ratings:
        return _split("temporal", interactions, np.zeros(0, dtype=np.bool_))
    cutoff = np.quantile(interactions.timestamps, 1 - share, method="lower")
    return _split("temporal", interactions, interactions.timestamps > cutoff)


def random_n(interactions: Interactions, n: int = 5, seed: int = 0) -> Split:
    """n random ratings of each user are held out, but at least one stays for training; for data without times."""
    rank = _random_ranks(interactions, seed)
    return _split(f"random-{n}", interactions, rank < _allowance(interactions, n))


def strong(interactions: Interactions, seed: int = 0, share: float = 0.2, folded_in: float = 0.8) -> Split:
    """Strong generalisation: models are fitted without ``share`` of the users and judged on these.

    A random ``folded_in`` of a judged user's ratings is what they are known by, the others are to be found, among the
    items that the other users rated. Source: Marlin, "Collaborative filtering: a machine learning perspective" (2004);
    Liang et al., "Variational autoencoders for collaborative filtering" (WWW 2018).
    """
    if not (0 < share < 1 and 0 < folded_in < 1):
        raise ValueError("share and folded_in must lie between 0 and 1")
    able = np.flatnonzero(np.diff(interactions.matrix.indptr) > 1)
    chosen = np.random.default_rng(seed).permutation(able)[: int(np.ceil(able.size * share))]
    judged = np.zeros(interactions.n_users, dtype=np.bool_)
    judged[chosen] = True
    rows = interactions.rows
    train = interactions.masked(~judged[rows])
    testable = judged[rows] & (train.item_counts() > 0)[interactions.columns]
    theirs = interactions.masked(testable)
    lengths = np.diff(theirs.matrix.indptr)
    to_find = np.maximum(np.round(lengths * (1 - folded_in)), 1).astype(np.int64)
    held = _random_ranks(theirs, seed + 1) < np.minimum(to_find, lengths - 1)[theirs.rows]
    inner = _split("strong", theirs, held)
    return replace(inner, train=train, known=inner.train)


def sampled(split: Split, n_users: int, seed: int = 0) -> Split:
    """The same split judged on at most ``n_users`` random users."""
    if split.users.size <= n_users:
        return split
    return split.of_users(np.sort(np.random.default_rng(seed).choice(split.users.size, n_users, replace=False)))


def by_day(split: Split) -> Split:
    """The same split with training times cut to the day: shows what a model owes to the order within one sitting."""
    known = None if split.known is None else _cut_to_days(split.known)
    return replace(split, train=_cut_to_days(split.train), known=known)


def newest_only(split: Split, n: int) -> Split:
    """The same split with every member known by their n newest ratings alone: how a model serves who is new."""
    known = split.inputs.masked(_places_from_end(split.inputs) < n)
    return replace(split, known=known)


def _cut_to_days(interactions: Interactions) -> Interactions:
    return replace(interactions, timestamps=interactions.timestamps // DAY * DAY)


def _places_from_end(interactions: Interactions) -> IntArray:
    """For every stored entry its place in the user's history counted from the newest, 0 first."""
    rows = interactions.rows
    order = np.lexsort((interactions.columns, interactions.timestamps, rows))
    places = np.empty(order.size, dtype=np.int64)
    places[order] = interactions.matrix.indptr[rows + 1] - 1 - np.arange(order.size)
    return places


def _random_ranks(interactions: Interactions, seed: int) -> IntArray:
    """For every stored entry its place in a random order of the user's ratings, 0 first."""
    draws = np.random.default_rng(seed).random(interactions.n_ratings)
    order = np.lexsort((draws, interactions.rows))
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.arange(order.size) - interactions.matrix.indptr[interactions.rows]
    return ranks


def _allowance(interactions: Interactions, n: int) -> IntArray:
    if n < 1:
        raise ValueError("n must be positive")
    lengths = np.diff(interactions.matrix.indptr)
    allowed: IntArray = np.minimum(n, lengths - 1).astype(np.int64)
    return allowed[interactions.rows]


def _split(name: str, interactions: Interactions, held: BoolArray) -> Split:
    train = interactions.masked(~held)
    test = interactions.masked(held)
    judged = np.flatnonzero((np.diff(test.matrix.indptr) > 0) & (np.diff(train.matrix.indptr) > 0))
    return Split(name, train, judged.astype(np.int64), [test.history(int(user)).items for user in judged])
