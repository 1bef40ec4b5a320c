"""The closed form of EASE and its pruned, sparse storage."""

from itertools import pairwise

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_matrix, diags

from recommender.algorithms.blas import all_threads
from recommender.dataset import FloatArray, IntArray, Interactions
from recommender.dataset.types import CsrMatrix
from recommender.dataset.weights import recency_ranks

BLOCK = 1_000


def normalised_gram(positives: CsrMatrix, row_power: float) -> FloatArray:
    """``X' D X`` with ``D = diag(row sum ** -2 row_power)``, dense float32[n, n]: heavy users count less."""
    sums = np.maximum(np.asarray(positives.sum(axis=1)).reshape(-1), 1.0)
    scaled = (diags(sums**-row_power) @ positives).astype(np.float32).tocsr()
    by_item = scaled.T.tocsr()
    gram = np.empty((positives.shape[1], positives.shape[1]), dtype=np.float32)
    for start in range(0, gram.shape[0], BLOCK):
        gram[start : start + BLOCK] = (by_item[start : start + BLOCK] @ scaled).toarray()
    return gram


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
    with all_threads():
        factor, info = lapack.spotrf(gram.T, lower=1, overwrite_a=1, clean=0)
        if info == 0:
            factor, info = lapack.spotri(factor, lower=1, overwrite_c=1)
    if info != 0:
        raise np.linalg.LinAlgError("the item gram matrix is not positive definite; raise the ridge")
    # LAPACK filled the lower triangle in column order, which is the upper one in row order.
    inverse: FloatArray = factor.T
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        inverse[stop:, start:stop] = inverse[start:stop, stop:].T
        square = inverse[start:stop, start:stop]
        square[...] = np.triu(square) + np.triu(square, 1).T
    scale = -np.diag(inverse).copy()
    inverse /= scale[None, :]
    inverse.flat[:: n + 1] = 0.0
    return inverse


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
