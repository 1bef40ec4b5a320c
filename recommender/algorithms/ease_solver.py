"""The closed form of EASE and its pruned, sparse storage."""

from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.linalg import blas, lapack
from scipy.sparse import csr_matrix, diags

from recommender.algorithms.blas import all_threads, one_thread
from recommender.dataset import FloatArray, IntArray, Interactions
from recommender.dataset.types import CsrMatrix
from recommender.dataset.weights import recency_ranks

BLOCK = 1_000
MANY = 1e11  # multiplications: fewer take a second on one thread, and threads that wait burn more than they save


def normalised_gram(positives: CsrMatrix, row_power: float) -> FloatArray:
    """``X' D X`` with ``D = diag(row sum ** -2 row_power)``, dense float32[n, n]: heavy users count less."""
    scaled = _damped(positives, row_power)
    by_item = scaled.T.tocsr()
    gram = np.empty((positives.shape[1], positives.shape[1]), dtype=np.float32)
    for start in range(0, gram.shape[0], BLOCK):
        gram[start : start + BLOCK] = (by_item[start : start + BLOCK] @ scaled).toarray()
    return gram


def _damped(positives: CsrMatrix, row_power: float) -> CsrMatrix:
    sums = np.maximum(np.asarray(positives.sum(axis=1)).reshape(-1), 1.0)
    return (diags(sums**-row_power) @ positives).astype(np.float32).tocsr()


def add_proximity(
    gram: FloatArray, taste: Interactions, place: IntArray, half_life: float, row_power: float, share: float
) -> None:
    """Blend ``normalised_gram`` with counts that depend on time: ``(1 - share) * gram + share * close``, in place.

    In ``close`` a pair of titles counts ``.5 ** (distance / half_life)``, distance being the difference of their
    recency ranks in the member's history. ``place`` maps item indices to rows of the gram matrix, or to -1. The
    exponential kernel is positive definite, so the closed form stays valid.
    """
    gram *= np.float32(1.0 - share)
    columns = place[taste.columns]
    for start, stop in pairwise(taste.matrix.indptr):
        ranks = recency_ranks(taste.timestamps[start:stop])
        known = columns[start:stop] >= 0
        own, when = columns[start:stop][known], ranks[known].astype(np.float32)
        if own.size:
            kernel = np.exp2(np.abs(when[:, None] - when[None, :]) * np.float32(-1.0 / half_life))
            gram[np.ix_(own, own)] += kernel * np.float32(share * own.size ** (-2.0 * row_power))


def item_weights(gram: FloatArray, ridge: float, dropout: float) -> FloatArray:
    """EASE weights float32[n, n]: entry [j, i] is what title j adds to title i; the diagonal is zero.

    ``dropout`` p adds ``p / (1 - p) * diag(gram)`` to the ridge, the closed form of training against random deletions
    (Steck, "Autoencoders that don't overfit towards the Identity", NeurIPS 2020). ``gram`` is consumed: the answer is
    computed in its memory, which at 10,000 titles is 400 MB.
    """
    n = gram.shape[0]
    if not n:
        return gram
    diagonal = np.diag(gram).copy()
    gram.flat[:: n + 1] += ridge + dropout / (1.0 - dropout) * diagonal
    with _threads(float(n) ** 3):
        factor, info = lapack.spotrf(gram.T, lower=1, overwrite_a=1, clean=0)
        if info == 0:
            factor, info = lapack.spotri(factor, lower=1, overwrite_c=1)
    if info != 0:
        raise np.linalg.LinAlgError("the item gram matrix is not positive definite; raise the ridge")
    # LAPACK filled the lower triangle in column order, which is the upper one in row order.
    inverse: FloatArray = factor.T
    _mirror(inverse)
    scale = -np.diag(inverse).copy()
    inverse /= scale[None, :]
    inverse.flat[:: n + 1] = 0.0
    return inverse


def users_are_cheaper(n_users: int, n_items: int) -> bool:
    """Whether ``item_weights_by_users`` multiplies less than ``item_weights``: users under half the items."""
    m, n = float(n_users), float(n_items)
    return m * n**2 + 2 * m**2 * n + m**3 / 3 < n**3


def item_weights_by_users(positives: CsrMatrix, row_power: float, ridge: float, dropout: float) -> FloatArray:
    """``item_weights(normalised_gram(positives, row_power), ridge, dropout)`` without an inverse over items.

    With Y the damped rows divided by the root of the whole ridge d of their titles, the identity of Woodbury (1950)
    gives ``inv(Y'Y + I) = I - Y' inv(I + Y Y') Y = I - S``, so only a matrix over users is factorised. The weights are
    ``S[j, i] * sqrt(d[i] / d[j]) / (1 - S[i, i])``. Costs ``n_users * n_items`` floats besides the answer.
    """
    rows = _damped(positives[np.diff(positives.indptr) > 0], row_power)
    n = rows.shape[1]
    if not rows.shape[0]:
        return np.zeros((n, n), dtype=np.float32)
    diagonal = np.asarray(rows.power(2).sum(axis=0)).reshape(-1)
    root = np.sqrt(ridge + dropout / (1.0 - dropout) * diagonal).astype(np.float32)
    # Fortran order throughout spares LAPACK a copy.
    scaled = (rows @ diags(1.0 / root)).astype(np.float32).toarray(order="F")
    with _threads(float(n) ** 2 * rows.shape[0]):
        kernel = blas.ssyrk(1.0, scaled, lower=1)
        kernel.flat[:: kernel.shape[0] + 1] += 1.0
        factor, info = lapack.spotrf(kernel, lower=1, overwrite_a=1, clean=0)
        if info != 0:
            raise np.linalg.LinAlgError("the kernel of users is not positive definite; raise the ridge")
        solved = blas.strsm(1.0, factor, scaled, lower=1, overwrite_b=1)
        shrunk = blas.ssyrk(1.0, solved, trans=1, lower=1)
    weights: FloatArray = shrunk.T
    _mirror(weights)
    weights *= (root / (1.0 - np.diag(weights)))[None, :]
    weights *= (1.0 / root)[:, None]
    weights.flat[:: n + 1] = 0.0
    return weights


def _threads(multiplications: float) -> AbstractContextManager[Any]:
    return all_threads() if multiplications > MANY else one_thread()


def _mirror(square: FloatArray) -> None:
    """Copy the upper triangle (in row order) to the lower one, in place."""
    n = square.shape[0]
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        square[stop:, start:stop] = square[start:stop, stop:].T
        corner = square[start:stop, start:stop]
        corner[...] = np.triu(corner) + np.triu(corner, 1).T


def pruned(weights: FloatArray, keep: int) -> CsrMatrix:
    """The ``keep`` entries of largest magnitude in every column, as CSR by source title."""
    n = weights.shape[0]
    if n and 0 < keep < n:
        sparse = np.zeros_like(weights)
        for start in range(0, n, 512):
            block = weights[:, start : start + 512]
            rows = np.argpartition(-np.abs(block), keep - 1, axis=0)[:keep]
            columns = np.arange(block.shape[1])[None, :]
            sparse[rows, start + columns] = block[rows, columns]
        weights = sparse
    matrix = csr_matrix(weights)
    matrix.sort_indices()
    return matrix
