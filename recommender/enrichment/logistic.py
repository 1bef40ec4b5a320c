"""Logistic regression over sparse rows, by L-BFGS; the same rows give the same weights."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from recommender.dataset.types import BoolArray, DoubleArray
from recommender.enrichment.text import SparseRows

STEPS = 200


def fit_logistic(rows: SparseRows, positive: BoolArray, *, strength: float) -> tuple[DoubleArray, float]:
    """Weights and intercept that tell positive rows from the others, both classes counting alike.

    `strength` pulls weights towards 0, as much as that many rows would. Columns that no row has weigh nothing.
    """
    used = np.unique(rows.indices)
    x = rows[:, used]
    y = np.where(positive, 1.0, -1.0)
    shares = np.where(positive, 0.5 / max(1, positive.sum()), 0.5 / max(1, (~positive).sum()))
    pull = strength / max(1, y.size)

    def loss(theta: DoubleArray) -> tuple[float, DoubleArray]:
        margins = y * (x @ theta[:-1] + theta[-1])
        slopes = -y * shares * expit(-margins)
        value = float(shares @ np.logaddexp(0.0, -margins) + 0.5 * pull * (theta[:-1] @ theta[:-1]))
        return value, np.append(x.T @ slopes + pull * theta[:-1], slopes.sum())

    found = minimize(loss, np.zeros(used.size + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights = np.zeros(rows.shape[1])
    weights[used] = found.x[:-1]
    return weights, float(found.x[-1])


def fit_scale(scores: DoubleArray, positive: BoolArray) -> tuple[float, float]:
    """Slope and shift that turn scores into probabilities (Platt 1999, with his softened labels).

    The slope is never negative: a model that is worse than chance ends at no opinion, not at the opposite.
    """
    ups, downs = float(positive.sum()), float((~positive).sum())
    wanted = np.where(positive, (ups + 1) / (ups + 2), 1 / (downs + 2))

    def loss(theta: DoubleArray) -> tuple[float, DoubleArray]:
        z = theta[0] * scores + theta[1]
        value = float(np.sum(np.logaddexp(0.0, z) - wanted * z))
        slopes = expit(z) - wanted
        return value, np.asarray([slopes @ scores, slopes.sum()])

    found = minimize(loss, np.asarray([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.0, None), (None, None)])
    return float(found.x[0]), float(found.x[1])
