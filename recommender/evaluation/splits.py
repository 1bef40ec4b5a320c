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
    """``train`` has all users and items; ``held_out[k]`` are the item indices to find for user ``users[k]``."""

    name: str
    train: Interactions
    users: IntArray
    held_out: list[IntArray]


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


def sampled(split: Split, n_users: int, seed: int = 0) -> Split:
    """The same split judged on at most ``n_users`` random users."""
    if split.users.size <= n_users:
        return split
    chosen = np.sort(np.random.default_rng(seed).choice(split.users.size, n_users, replace=False))
    return Split(split.name, split.train, split.users[chosen], [split.held_out[index] for index in chosen])


def by_day(split: Split) -> Split:
    """The same split with training times cut to the day: shows what a model owes to the order within one sitting."""
    train = split.train
    days = train.timestamps // DAY * DAY
    return Split(split.name, replace(train, timestamps=days), split.users, split.held_out)


def _places_from_end(interactions: Interactions) -> IntArray:
    """For every stored entry its place in the user's history counted from the newest, 0 first."""
    rows = interactions.rows
    order = np.lexsort((interactions.columns, interactions.timestamps, rows))
    places = np.empty(order.size, dtype=np.int64)
    places[order] = interactions.matrix.indptr[rows + 1] - 1 - np.arange(order.size)
    return places


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
