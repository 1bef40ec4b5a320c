"""The penalised likelihood of votes between sets whose strength is the mean of their films.

With M the set-by-film matrix (four entries of 1/4 in a row) and P the vote-by-set matrix (+1 for a, -1 for b), the gaps
of all votes are P M x: a film in both sets of a vote cancels by itself. Minimised is

    sum_v weight_v * log-loss(share_v, sigmoid(P M x)_v) + ridge / 2 * |x|^2

whose Hessian M' (P' W P) M + ridge I is never formed for many films: P' W P is a sparse matrix of sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.special import expit

from matchups.bradley_terry.outcomes import SIZE, BoolArray, CsrMatrix, FloatArray, IntArray, Outcomes


@dataclass(frozen=True)
class Votes:
    """Votes of positive weight, one row for each pair of sets: share is the weighted mean, weight the sum.

    The likelihood of a pair depends on these two sums alone, so merging loses nothing.
    """

    a: IntArray
    b: IntArray
    share: FloatArray
    weight: FloatArray

    @classmethod
    def merged(cls, outcomes: Outcomes) -> Votes:
        """Turn each vote so that the lower set is a, and add up the votes of each pair."""
        counted = outcomes.weight > 0
        a, b = outcomes.a[counted].astype(np.int64), outcomes.b[counted].astype(np.int64)
        share, weight = outcomes.share[counted], outcomes.weight[counted]
        share = np.where(a < b, share, 1.0 - share)
        low, high = np.minimum(a, b), np.maximum(a, b)
        pairs, which = np.unique(low * max(outcomes.n_sets, 1) + high, return_inverse=True)
        total: FloatArray = np.bincount(which, weight, pairs.size).astype(np.float64)
        won = np.bincount(which, weight * share, pairs.size)
        n_sets = max(outcomes.n_sets, 1)
        return cls(pairs // n_sets, pairs % n_sets, np.clip(won / np.maximum(total, 1e-300), 0.0, 1.0), total)


class Likelihood:
    """The objective, its gradient and its curvature at strengths x of films, float64[n_films], in logits."""

    def __init__(self, outcomes: Outcomes, ridge: float) -> None:
        self.ridge = ridge
        self.votes = Votes.merged(outcomes)
        self.n_films, self.n_sets = outcomes.n_films, outcomes.n_sets
        self.sets = outcomes.sets
        indptr = np.arange(0, SIZE * self.n_sets + 1, SIZE)
        entries = np.full(SIZE * self.n_sets, 1.0 / SIZE)
        shape = (self.n_sets, self.n_films)
        self.teams: CsrMatrix = sparse.csr_matrix((entries, self.sets.ravel(), indptr), shape=shape)
        self.films: CsrMatrix = self.teams.T.tocsr()

    def gaps(self, x: FloatArray) -> FloatArray:
        """Strength of a minus strength of b for each row of the votes."""
        strength = self.teams @ x
        return np.asarray(strength[self.votes.a] - strength[self.votes.b])

    def value(self, x: FloatArray) -> float:
        """The penalised negative log likelihood."""
        gaps, votes = self.gaps(x), self.votes
        loss = votes.share * np.logaddexp(0.0, -gaps) + (1.0 - votes.share) * np.logaddexp(0.0, gaps)
        return float(votes.weight @ loss + 0.5 * self.ridge * (x @ x))

    def gradient(self, x: FloatArray) -> FloatArray:
        """float64[n_films]."""
        votes = self.votes
        surprise = votes.weight * (expit(self.gaps(x)) - votes.share)
        by_set = np.bincount(votes.a, surprise, self.n_sets) - np.bincount(votes.b, surprise, self.n_sets)
        return np.asarray(self.films @ by_set + self.ridge * x)

    def information(self, x: FloatArray) -> FloatArray:
        """Fisher information of each row of the votes: weight * p * (1 - p)."""
        p = expit(self.gaps(x))
        return np.asarray(self.votes.weight * p * (1.0 - p))

    def laplacian(self, information: FloatArray) -> CsrMatrix:
        """P' W P, sparse[n_sets, n_sets]: how the votes tie sets together."""
        a, b = self.votes.a, self.votes.b
        degree = np.bincount(a, information, self.n_sets) + np.bincount(b, information, self.n_sets).astype(np.float64)
        shape = (self.n_sets, self.n_sets)
        ties = sparse.coo_matrix((-information, (a, b)), shape=shape).tocsr()
        return (ties + ties.T + sparse.diags(degree, format="csr")).tocsr()

    def diagonal(self, information: FloatArray) -> FloatArray:
        """Diagonal of the Hessian, float64[n_films]: each vote counts for the films that only one of its sets has."""
        total = np.zeros(self.n_films)
        for side, own in ((self.votes.a, self._own[0]), (self.votes.b, self._own[1])):
            each = np.repeat(information / SIZE**2, own.sum(axis=1))
            total += np.bincount(self.sets[side][own], each, self.n_films)
        return total + self.ridge

    @cached_property
    def _own(self) -> tuple[BoolArray, BoolArray]:
        left, right = self.sets[self.votes.a], self.sets[self.votes.b]
        equal = left[:, :, None] == right[:, None, :]
        return ~equal.any(axis=2), ~equal.any(axis=1)
