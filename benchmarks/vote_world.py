"""Generated members with tastes, what they watched, and how they vote: the world of ``benchmarks.vote_taste``.

What a member makes of a title is its quality plus the fit of two latent vectors. They watch what pleases them, what is
well known and what chance brings; their four best-liked watched titles are their public top four; and between two
members' top fours they vote by Bradley and Terry on the mean of what they make of them. So votes here are as the
model under test supposes, which real ones need not be.
"""

from dataclasses import dataclass

import numpy as np

from recommender.dataset import IntArray, Interactions, Votes
from recommender.dataset.types import BoolArray, DoubleArray

TASTES = 10
HELD_OUT = 5
TEAM = 4
LEAST_WATCHED = 8
MOST_WATCHED = 150
QUALITY, FAME, FIT, PLEASURE = 0.6, 0.8, 1.5, 1.3  # spread of quality and of fame; weight of the fit and of liking
SHARPNESS = 2.0  # log-odds of winning per unit of the teams' difference
DAY = 86_400


@dataclass(frozen=True, eq=False)
class World:
    """Members and titles by dense index.

    train: watched titles, in random order of days; held_out: five more per member, to be found
    left, right: int64[members, votes, 4], -1 for titles that both teams held; share: float32[members, votes]
    """

    train: Interactions
    held_out: list[IntArray]
    left: IntArray
    right: IntArray
    share: DoubleArray

    def votes(self, member: int, count: int) -> Votes:
        """The first ``count`` votes of a member; those between equal teams are void."""
        left, right = self.left[member, :count], self.right[member, :count]
        valid = (left >= 0).any(axis=1)
        return Votes(left[valid], right[valid], self.share[member, :count][valid].astype(np.float32))


def build(members: int, titles: int, votes: int, seed: int, *, watched: int = 10, noise: float = 0.0) -> World:
    """A world of its own for each seed; ``noise`` is the share of votes given by the toss of a coin."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(0, QUALITY, titles)
    title_tastes = rng.normal(0, 1 / np.sqrt(TASTES), (titles, TASTES))
    liking = quality + FIT * rng.normal(size=(members, TASTES)) @ title_tastes.T
    order = np.argsort(-_exposure(rng, liking), axis=1)
    counts = np.clip(rng.lognormal(np.log(watched), 0.7, members).astype(int), LEAST_WATCHED, MOST_WATCHED)
    seen = [rng.permutation(row[: count + HELD_OUT]) for row, count in zip(order, counts, strict=True)]
    held_out, kept = [row[:HELD_OUT] for row in seen], [row[HELD_OUT:] for row in seen]
    best = np.array([row[np.argsort(-liking[member, row])[:TEAM]] for member, row in enumerate(kept)])
    left, right, share = _votes(rng, liking, best, votes, noise)
    return World(_interactions(kept, titles), held_out, left, right, share)


def _exposure(rng: np.random.Generator, liking: DoubleArray) -> DoubleArray:
    fame = rng.normal(0, FAME, liking.shape[1])
    chance: DoubleArray = rng.gumbel(size=liking.shape)
    return chance + fame + PLEASURE * liking


def _interactions(seen: list[IntArray], titles: int) -> Interactions:
    rows = np.repeat(np.arange(len(seen)), [row.size for row in seen])
    days = np.concatenate([np.arange(row.size) for row in seen]) * DAY
    catalog = Interactions.from_triples([], [], [], []).items.from_ids(np.arange(titles))
    return Interactions.from_triples(rows, np.concatenate(seen), np.full(rows.size, 4.0), days, item_ids=catalog)


def _votes(
    rng: np.random.Generator, liking: DoubleArray, best: IntArray, votes: int, noise: float
) -> tuple[IntArray, IntArray, DoubleArray]:
    members = liking.shape[0]
    left = best[rng.integers(0, members, (members, votes))]
    right = best[rng.integers(0, members, (members, votes))]
    own = np.arange(members)[:, None, None]
    lead = liking[own, left].mean(axis=2) - liking[own, right].mean(axis=2)
    chance = 1 / (1 + np.exp(-SHARPNESS * lead))
    chance = np.where(rng.random(chance.shape) < noise, 0.5, chance)
    won = (rng.random(chance.shape) < chance).astype(np.float64)
    both = left[..., :, None] == right[..., None, :]
    return _without(left, both.any(axis=-1)), _without(right, both.any(axis=-2)), won


def _without(team: IntArray, shared: BoolArray) -> IntArray:
    return np.where(shared, -1, team)
