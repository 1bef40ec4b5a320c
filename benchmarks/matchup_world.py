"""Generated films, sets of four and voters: the world of ``benchmarks.matchups``.

A voter finds a film as good as its quality plus the fit of two latent vectors, a set as good as the mean of its films,
and votes by Bradley and Terry on the difference. So a set's strength is additive here, as the fit supposes; real votes
need not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit

from matchups.bradley_terry import Outcomes
from matchups.bradley_terry.outcomes import FloatArray, IntArray
from matchups.pairing import Candidates

TASTES = 6
SHARPNESS = 2.0  # logits per standard deviation of quality
QUALITY_IN_FAME, NOISE_IN_FAME = 0.6, 0.7  # better films are better known, on average
GENRES, LANGUAGES, DECADES = 12, 5, 6
ORDER_OPPONENTS, ORDER_VOTERS = 200, 1_000  # a share of votes is then known to about a thousandth
PAIRS_AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class World:
    """quality: float64[n_films]; sets: int64[n_sets, 4]; pleasure: float64[n_voters, n_sets], in logits."""

    sets: IntArray
    quality: FloatArray
    pleasure: FloatArray
    genres: IntArray
    language: IntArray
    decade: IntArray

    @classmethod
    def generate(cls, n_sets: int, n_films: int, n_voters: int, seed: int, sharpness: float = SHARPNESS) -> World:
        """Sets of famous films mostly; equal arguments give equal worlds."""
        rng = np.random.default_rng(seed)
        quality = rng.normal(0.0, 1.0, n_films)
        appeal = rng.normal(0.0, TASTES**-0.5, (n_films, TASTES))
        voters = rng.normal(0.0, 1.0, (n_voters, TASTES))
        sets = famous_sets(n_sets, QUALITY_IN_FAME * quality + rng.normal(0.0, NOISE_IN_FAME, n_films), rng)
        strength = quality[sets].mean(axis=1) + voters @ appeal[sets].mean(axis=1).T
        film_genres = (1 << rng.integers(0, GENRES, n_films)) | (1 << rng.integers(0, GENRES, n_films))
        film_language = rng.geometric(0.5, n_films).clip(1, LANGUAGES)
        film_decade = rng.integers(0, DECADES, n_films)
        return cls(
            sets,
            quality,
            sharpness * strength,
            np.bitwise_or.reduce(film_genres[sets], axis=1),
            film_language[sets[:, 0]],
            film_decade[sets[:, 0]],
        )

    @property
    def n_sets(self) -> int:
        return len(self.sets)

    def pairs(self, count: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
        """So many pairs of different sets, uniformly."""
        a = rng.integers(0, self.n_sets, count)
        return a, (a + rng.integers(1, self.n_sets, count)) % self.n_sets

    def vote(self, a: IntArray, b: IntArray, rng: np.random.Generator) -> FloatArray:
        """The share of a in one vote on each pair, by a voter drawn for it: 1 or 0."""
        voters = rng.integers(0, len(self.pleasure), len(a))
        gap = self.pleasure[voters, a] - self.pleasure[voters, b]
        return np.asarray(rng.random(len(a)) < expit(gap), dtype=np.float64)

    def probability(self, a: IntArray, b: IntArray) -> FloatArray:
        """The share of all voters' votes that a gets against b."""
        shares = [
            expit(
                self.pleasure[:, a[start : start + PAIRS_AT_ONCE]] - self.pleasure[:, b[start : start + PAIRS_AT_ONCE]]
            )
            for start in range(0, len(a), PAIRS_AT_ONCE)
        ]
        return np.concatenate([part.mean(axis=0) for part in shares])

    @cached_property
    def true_share(self) -> FloatArray:
        """The share of votes each set gets against sets drawn at random: what a board estimates, float64[n_sets]."""
        rng = np.random.default_rng(0)
        pleasure = self.pleasure[:ORDER_VOTERS]
        others = rng.choice(self.n_sets, min(ORDER_OPPONENTS, self.n_sets), replace=False)
        return np.array([expit(pleasure[:, [index]] - pleasure[:, others]).mean() for index in range(self.n_sets)])

    def outcomes(self, a: IntArray, b: IntArray, share: FloatArray) -> Outcomes:
        """Votes of weight 1."""
        return Outcomes(self.sets, a, b, share, np.ones(len(a)))

    def candidates(self, strength: FloatArray, error: FloatArray, votes: IntArray) -> Candidates:
        """Every set, with strength and error in logits and how many votes it had."""
        return Candidates(
            id=np.arange(self.n_sets),
            titles=self.sets,
            strength=strength,
            error=error,
            votes=votes,
            genres=self.genres.astype(np.uint64),
            language=self.language,
            decade=self.decade,
        )


def famous_sets(n_sets: int, fame: FloatArray, rng: np.random.Generator) -> IntArray:
    """Four different films each, drawn in proportion to exp(fame) one after the other, int64[n_sets, 4].

    Drawn again where two are equal: a slight preference for sets of lesser films, and fast for a hundred thousand.
    """
    edges = np.cumsum(np.exp(fame) / np.exp(fame).sum())
    sets = np.zeros((n_sets, 4), dtype=np.int64)
    bad = np.ones(n_sets, dtype=bool)
    while bad.any():
        draws = np.searchsorted(edges[:-1], rng.random((int(bad.sum()), 4)), side="right")
        sets[bad] = draws
        ordered = np.sort(sets, axis=1)
        bad = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    return sets
