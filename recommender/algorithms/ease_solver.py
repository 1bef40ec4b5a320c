"""The closed form of EASE and its pruned, sparse storage."""

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_matrix, diags

from recommender.algorithms.blas import all_threads
from recommender.dataset import FloatArray
from recommender.dataset.types import CsrMatrix


def normalised_gram(positives: CsrMatrix, row_power: float) -> FloatArray:
    """``X' D X`` with ``D = diag(row sum ** -2 row_power)``, dense float32[n, n]: heavy users count less."""
    sums = np.maximum(np.asarray(positives.sum(axis=1)).reshape(-1), 1.0)
    scaled = (diags(sums**-row_power) @ positives).astype(np.float32).tocsr()
    return np.asarray((scaled.T @ scaled).toarray(), dtype=np.float32)


def item_weights(gram: FloatArray, ridge: float, dropout: float) -> FloatArray:
    """EASE weights float32[n, n]: entry [j, i] is what title j adds to title i; the diagonal is zero.

    ``dropout`` p adds ``p / (1 - p) * diag(gram)`` to the ridge, the closed form of training against random deletions
    (Steck, "Autoencoders that don't overfit towards the Identity", NeurIPS 2020). ``gram`` is overwritten.
    """
    n = gram.shape[0]
    if not n:
        return gram
    diagonal = np.diag(gram).copy()
    gram.flat[:: n + 1] += ridge + dropout / (1.0 - dropout) * diagonal
    with all_threads():
        cholesky, info = lapack.spotrf(gram.T, lower=1, overwrite_a=1, clean=0)
        if info == 0:
            inverse, info = lapack.spotri(cholesky, lower=1, overwrite_c=1)
    if info != 0:
        raise np.linalg.LinAlgError("the item gram matrix is not positive definite; raise the ridge")
    lower = np.tril(inverse)
    full = lower + np.tril(inverse, -1).T
    weights = full / -np.diag(full)[None, :]
    weights.flat[:: n + 1] = 0.0
    return np.ascontiguousarray(weights, dtype=np.float32)


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
