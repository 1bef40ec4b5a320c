"""Generated ratings with known structure, for tests and benchmarks. No real data."""

import numpy as np

from recommender.dataset.idmap import IdMap
from recommender.dataset.interactions import Interactions
from recommender.dataset.types import AnyArray, IntArray

DAY = 86_400
START = 1_600_000_000


def checkerboard(size: int, *, repeats: int = 1) -> tuple[Interactions, IntArray]:
    """Users like the items of their own colour, except the one on the diagonal, which is withheld.

    User ``u`` has rated item ``i`` with 5 when ``u + i`` is even and ``i != u % size``. The withheld item is the only
    unseen one of the user's colour, so every sensible model must put it first. Returns the data and the withheld item
    per user.
    """
    users, items = np.meshgrid(np.arange(size * repeats), np.arange(size), indexing="ij")
    liked = ((users + items) % 2 == 0) & (items != users % size)
    rows, columns = np.nonzero(liked)
    everyone = np.arange(size * repeats, dtype=np.int64)
    data = Interactions.from_triples(rows, columns, np.full(rows.size, 5.0), np.full(rows.size, START))
    return data, everyone % size


def taste_groups(n_users: int, n_items: int, *, n_groups: int = 4, per_user: int = 12, seed: int = 0) -> Interactions:
    """Members of a taste group mostly see the group's titles, popular ones more often, and rate them higher."""
    rng = np.random.default_rng(seed)
    popularity = 1.0 / np.arange(1, n_items + 1) ** 0.7
    item_group = rng.permutation(np.arange(n_items) % n_groups)
    columns = []
    ratings = []
    for user in range(n_users):
        own = item_group == user % n_groups
        chance = popularity * np.where(own, 8.0, 1.0)
        n = min(n_items, max(2, int(rng.poisson(per_user))))
        seen = rng.choice(n_items, size=n, replace=False, p=chance / chance.sum())
        columns.append(seen)
        mean = np.where(own[seen], 4.2, 2.6)
        ratings.append(np.clip(np.round(2 * rng.normal(mean, 0.6)) / 2, 0.5, 5.0))
    lengths = [len(seen) for seen in columns]
    rows = np.repeat(np.arange(n_users), lengths)
    times = START + np.concatenate([np.sort(rng.integers(0, 700, n)) for n in lengths]) * DAY
    everything = np.arange(n_items)
    return _build(rows, np.concatenate(columns), np.concatenate(ratings), times, n_users, everything)


def long_tail(n_users: int, n_items: int, n_ratings: int, *, seed: int = 0) -> Interactions:
    """A large matrix with Zipf-like item counts and no taste structure, for timing only."""
    rng = np.random.default_rng(seed)
    chance = 1.0 / np.arange(1, n_items + 1) ** 0.8
    items = rng.choice(n_items, size=n_ratings, p=chance / chance.sum())
    users = rng.integers(0, n_users, n_ratings)
    ratings = rng.integers(1, 11, n_ratings) / 2
    times = START + rng.integers(0, 1000 * DAY, n_ratings)
    return _build(users, items, ratings, times, n_users, np.arange(n_items))


def _build(
    users: IntArray, items: IntArray, ratings: AnyArray, times: IntArray, n_users: int, catalog: IntArray
) -> Interactions:
    return Interactions.from_triples(
        users, items, ratings, times, user_ids=IdMap.from_ids(np.arange(n_users)), item_ids=IdMap.from_ids(catalog)
    )


def empty(n_users: int = 0, n_items: int = 0) -> Interactions:
    """A dataset without a single rating."""
    none = np.zeros(0, dtype=np.int64)
    return _build(none, none, none, none, n_users, np.arange(n_items))
