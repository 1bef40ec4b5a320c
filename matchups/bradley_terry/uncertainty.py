"""Standard errors: the square roots of the diagonal of the inverse Hessian (Laplace's approximation).

Few films: the exact inverse. Many: samples of N(0, H^-1) by perturbing the right-hand side, which needs products with H
only (Papandreou and Yuille, "Gaussian Sampling by Local Perturbations", NIPS 2010): with z1, z2 standard normal,
H^-1 (M' P' W^(1/2) z1 + ridge^(1/2) z2) has covariance H^-1. A film's variance is then estimated as the one given all
other films, 1 / H_ff, plus the variance of its conditional mean over the samples (Siden, Lindgren, Bolin and Villani,
"Efficient Covariance Approximations for Large Sparse Precision Matrices", JCGS 2018), which has far less noise than the
plain variance of the samples.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg

from matchups.bradley_terry.likelihood import Likelihood
from matchups.bradley_terry.outcomes import SIZE, FloatArray
from matchups.bradley_terry.solver import Curvature, solve

EXACT_FILMS = 3_000  # up to here the inverse is exact: at most 72 MB and a few seconds
SAMPLES = 192  # a set's error is then known to one part in sqrt(2 * 192), about 5 %
BLOCK = 32  # samples solved side by side
CG_TOLERANCE = 1e-3  # far below the noise of the samples


def exact(likelihood: Likelihood, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Standard errors of films float64[n_films] and of sets float64[n_sets], by the inverse of the Hessian."""
    if not likelihood.n_films:
        return np.zeros(0), np.zeros(0)
    hessian = Curvature.at(likelihood, x).dense()
    factor = linalg.cho_factor(hessian, lower=True, overwrite_a=True)
    covariance = linalg.cho_solve(factor, np.eye(likelihood.n_films), overwrite_b=True)
    sets = likelihood.sets
    variance = np.zeros(likelihood.n_sets)
    for first in range(SIZE):
        for second in range(SIZE):
            variance += covariance[sets[:, first], sets[:, second]]
    return np.sqrt(np.diag(covariance)), np.sqrt(variance) / SIZE


def sampled(
    likelihood: Likelihood, x: FloatArray, *, samples: int, seed: int, on_block: Callable[[int], None]
) -> tuple[FloatArray, FloatArray]:
    """The same by so many samples; equal seeds give equal errors. on_block is told how many samples are done."""
    curvature = Curvature.at(likelihood, x)
    root = np.sqrt(likelihood.information(x))
    rng = np.random.default_rng(seed)
    films, sets = np.zeros(likelihood.n_films), np.zeros(likelihood.n_sets)
    for start in range(0, samples, BLOCK):
        count = min(BLOCK, samples - start)
        right = _perturbed(likelihood, root, rng, count)
        drawn = solve(curvature, right, CG_TOLERANCE)
        # The conditional mean of a film given the others is x_f - (H x)_f / H_ff, and H x is the right-hand side.
        films += ((drawn - right / curvature.diagonal[:, None]) ** 2).sum(axis=1)
        sets += ((likelihood.teams @ drawn) ** 2).sum(axis=1)
        on_block(start + count)
    return np.sqrt(1.0 / curvature.diagonal + films / samples), np.sqrt(sets / samples)


def _perturbed(likelihood: Likelihood, root: FloatArray, rng: np.random.Generator, count: int) -> FloatArray:
    """Right-hand sides with the Hessian as covariance, float64[n_films, count]."""
    votes = likelihood.votes
    right = np.empty((likelihood.n_films, count))
    for column in range(count):
        noise = root * rng.standard_normal(root.size)
        by_set = np.bincount(votes.a, noise, likelihood.n_sets) - np.bincount(votes.b, noise, likelihood.n_sets)
        right[:, column] = likelihood.films @ by_set
    right += np.sqrt(likelihood.ridge) * rng.standard_normal(right.shape)
    return right
