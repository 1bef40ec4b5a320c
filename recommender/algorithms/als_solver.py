"""Alternating least squares with frequency-scaled regularisation, on implicit's compiled solver.

implicit 0.7.3 takes one regularisation for all rows; quality needs it to grow with the number of ratings of the row
(Rendle et al., "Revisiting the Performance of iALS on Item Recommendation Benchmarks", arXiv 2110.14037). The solver
accepts a block of rows, so rows are sorted by count, cut into buckets of similar count and solved by the bucket.
``implicit.cpu._als`` is private: its version is pinned and ``tests/recommender/algorithms/test_als_solver.py`` guards
the call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from implicit.cpu import _als
from scipy.linalg import lapack

from recommender.algorithms.blas import one_thread
from recommender.dataset import FloatArray, IntArray
from recommender.dataset.types import CsrMatrix

BUCKETS = 24
CG_STEPS = 3
MANY = 2e7  # positives times factors: fewer take a second on one thread, and threads that wait burn more than they save


@dataclass(frozen=True)
class Objective:
    """Weighted squared error 1 on positives plus ``unobserved`` on every cell, regularisation scaled by frequency.

    In the terms of implicit: confidence ``alpha = (1 + unobserved) / unobserved`` and, per row with weight sum n,
    ``regularization * alpha * (n + unobserved * n_other_side) ** exponent``.
    """

    regularization: float
    unobserved: float
    exponent: float = 1.0

    @property
    def alpha(self) -> float:
        return (1.0 + self.unobserved) / self.unobserved

    def ridge(self, weight_sum: float, n_other_side: int) -> float:
        """The ridge of one row."""
        return float(self.regularization * self.alpha * (weight_sum + self.unobserved * n_other_side) ** self.exponent)


@dataclass(frozen=True)
class _Block:
    start: int
    stop: int
    rows: CsrMatrix
    ridge: float


def factorise(
    positives: CsrMatrix,
    factors: int,
    iterations: int,
    objective: Objective,
    *,
    seed: int,
    threads: int | None = None,
    on_iteration: Callable[[int], None] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """User and item factors, float32[n, factors]; rows without positives stay zero.

    ``positives`` is CSR of weights 0..1. Equal seeds give equal factors. ``threads``: 0 for all cores; by default one
    or all, by the size of the problem.
    """
    if threads is None:
        threads = 0 if positives.nnz * factors > MANY else 1
    rng = np.random.default_rng(seed)
    by_user = np.argsort(np.diff(positives.indptr), kind="stable")
    counts = np.bincount(positives.indices, minlength=positives.shape[1])
    by_item = np.argsort(counts, kind="stable")
    confidence = positives[by_user][:, by_item].tocsr().astype(np.float32)
    # The compiled solver reads c - 1 as the weight of a positive and c as its pull; see Objective for the scaling.
    confidence.data = confidence.data * np.float32(objective.alpha)
    user_factors = _initial(rng, confidence.shape[0], factors)
    item_factors = _initial(rng, confidence.shape[1], factors)
    user_blocks = _blocks(confidence, objective)
    item_blocks = _blocks(confidence.T.tocsr(), objective)
    with one_thread():
        for iteration in range(iterations):
            _half_step(user_blocks, user_factors, item_factors, threads)
            _half_step(item_blocks, item_factors, user_factors, threads)
            if on_iteration is not None:
                on_iteration(iteration + 1)
    return _unsorted(user_factors, by_user), _unsorted(item_factors, by_item)


def fold_in(
    item_factors: FloatArray, gram: FloatArray, weights: FloatArray, objective: Objective, n_items: int
) -> FloatArray:
    """Factor of one user, float32[f], solved exactly (Cholesky); see ``fold_in_basis`` for the arguments."""
    cholesky, pulls = fold_in_basis(item_factors, gram, weights, objective, n_items)
    solution: FloatArray = lapack.spotrs(cholesky, pulls.sum(axis=0), lower=1)[0]
    return np.asarray(solution, dtype=np.float32)


def fold_in_basis(
    item_factors: FloatArray, gram: FloatArray, weights: FloatArray, objective: Objective, n_items: int
) -> tuple[FloatArray, FloatArray]:
    """The normal equations of one user: the Cholesky factor [f, f] and one right-hand side per title [n, f].

    item_factors: factors of the member's n titles; gram: Y'Y over all items; weights: 0..1 per title.
    A weight of 1 gives exactly implicit's ``recalculate_user``; lower weights fade to no influence at 0.
    """
    system = gram + (item_factors * (weights * np.float32(objective.alpha - 1.0))[:, None]).T @ item_factors
    system.flat[:: system.shape[0] + 1] += objective.ridge(float(weights.sum()), n_items)
    cholesky, info = lapack.spotrf(system, lower=1)
    if info != 0:
        raise np.linalg.LinAlgError("the fold-in system is not positive definite")
    return cholesky, (item_factors * (weights * np.float32(objective.alpha))[:, None]).astype(np.float32)


def _initial(rng: np.random.Generator, rows: int, factors: int) -> FloatArray:
    return (rng.random((rows, factors)) * 0.01).astype(np.float32)


def _blocks(confidence: CsrMatrix, objective: Objective) -> list[_Block]:
    counts = np.diff(confidence.indptr)
    if not counts.size or not counts.max():
        return []
    weight_sums = np.asarray(confidence.sum(axis=1)).reshape(-1) / objective.alpha
    steps = np.searchsorted(counts, np.geomspace(1, counts.max() + 1, BUCKETS))
    edges = np.unique(np.concatenate(([0], steps, [counts.size])))
    return [
        _Block(int(a), int(b), confidence[a:b], objective.ridge(float(weight_sums[a:b].mean()), confidence.shape[1]))
        for a, b in pairwise(edges)
    ]


def _half_step(blocks: list[_Block], target: FloatArray, other: FloatArray, threads: int) -> None:
    for block in blocks:
        _als.least_squares_cg(
            block.rows, target[block.start : block.stop], other, block.ridge, num_threads=threads, cg_steps=CG_STEPS
        )


def _unsorted(factors: FloatArray, order: IntArray) -> FloatArray:
    restored = np.empty_like(factors)
    restored[order] = factors
    return restored
