"""Newton's method with conjugate gradients, for the strengths and for samples around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matchups.bradley_terry.errors import NotConvergedError
from matchups.bradley_terry.likelihood import Likelihood
from matchups.bradley_terry.outcomes import CsrMatrix, FloatArray

MAX_STEPS = 50
MAX_HALVINGS = 30
MAX_CG = 500
TOLERANCE = 1e-6  # largest entry of the gradient, in votes: a film is off by less than a millionth of one vote


@dataclass(frozen=True)
class Curvature:
    """The Hessian at one point, as products with it."""

    films: CsrMatrix
    teams: CsrMatrix
    laplacian: CsrMatrix
    diagonal: FloatArray
    ridge: float

    @classmethod
    def at(cls, likelihood: Likelihood, x: FloatArray) -> Curvature:
        """The curvature at strengths x."""
        information = likelihood.information(x)
        return cls(
            likelihood.films,
            likelihood.teams,
            likelihood.laplacian(information),
            likelihood.diagonal(information),
            likelihood.ridge,
        )

    def times(self, x: FloatArray) -> FloatArray:
        """Hessian times x, float64[n_films] or float64[n_films, k]."""
        return np.asarray(self.films @ (self.laplacian @ (self.teams @ x)) + self.ridge * x)

    def dense(self) -> FloatArray:
        """float64[n_films, n_films]; for few films only."""
        matrix = (self.films @ self.laplacian @ self.teams).toarray()
        matrix.flat[:: matrix.shape[0] + 1] += self.ridge
        return np.asarray(matrix)


def maximise(likelihood: Likelihood, on_step: Callable[[int, float], None]) -> tuple[FloatArray, int, float]:
    """Strengths float64[n_films], number of steps, and the largest entry of the gradient there.

    Truncated Newton (Nocedal and Wright 2006, algorithm 7.1): each step is solved as exactly as the gradient is small,
    and halved until the objective falls enough. on_step is told the step and its gradient.
    Raises NotConvergedError.
    """
    x = np.zeros(likelihood.n_films)
    value = likelihood.value(x)
    for step in range(MAX_STEPS):
        gradient = likelihood.gradient(x)
        largest = float(np.abs(gradient).max(initial=0.0))
        on_step(step, largest)
        if largest <= TOLERANCE:
            return x, step, largest
        curvature = Curvature.at(likelihood, x)
        forcing = min(0.1, np.sqrt(largest / (1.0 + float(np.abs(likelihood.votes.weight).max(initial=0.0)))))
        direction = solve(curvature, -gradient[:, None], forcing)[:, 0]
        x, value = _descend(likelihood, x, value, direction, float(gradient @ direction))
    raise NotConvergedError(f"the gradient is still {largest:.2e} after {MAX_STEPS} steps")


def solve(curvature: Curvature, right: FloatArray, tolerance: float) -> FloatArray:
    """Hessian^-1 times right, float64[n_films, k], each column to a relative residual of tolerance.

    Conjugate gradients, preconditioned by the diagonal; the columns run side by side, each with its own step lengths.
    Raises NotConvergedError.
    """
    scale = 1.0 / curvature.diagonal[:, None]
    x, residual = np.zeros_like(right), right.copy()
    goal = tolerance * np.linalg.norm(right, axis=0)
    direction = scale * residual
    fall = (residual * direction).sum(axis=0)
    for _ in range(MAX_CG):
        if (np.linalg.norm(residual, axis=0) <= goal).all():
            return x
        bent = curvature.times(direction)
        along = fall / np.maximum((direction * bent).sum(axis=0), np.finfo(float).tiny)
        x += along * direction
        residual -= along * bent
        conditioned = scale * residual
        next_fall = (residual * conditioned).sum(axis=0)
        direction = conditioned + next_fall / np.maximum(fall, np.finfo(float).tiny) * direction
        fall = next_fall
    raise NotConvergedError(f"conjugate gradients did not settle within {MAX_CG} steps")


def _descend(
    likelihood: Likelihood, x: FloatArray, value: float, direction: FloatArray, slope: float
) -> tuple[FloatArray, float]:
    """The furthest of 1, 1/2, 1/4 ... of the step that lowers the objective enough (Armijo)."""
    length = 1.0
    for _ in range(MAX_HALVINGS):
        candidate = x + length * direction
        reached = likelihood.value(candidate)
        # Near the minimum the fall drowns in rounding; a value that is equal up to that counts as reached.
        if reached <= value + 1e-4 * length * slope + 1e-12 * max(1.0, abs(value)):
            return candidate, reached
        length /= 2.0
    raise NotConvergedError("no step along the Newton direction lowers the objective")
