"""How far a difference must be from 0 at each of many looks, so that all looks together err once in 1/alpha times.

Repeated confidence intervals (Jennison & Turnbull, JRSS B 1989) with an error-spending function (Lan & DeMets,
Biometrika 1983) of calendar time (Lan & DeMets, Biometrika 1989): of the error allowed over the whole experiment, so
much may be spent by each day. Unlike a confidence sequence that holds for ever, it spends all of the error within the
planned time, neither more nor less, and therefore finds the same difference sooner.

What it rests on: members are independent, many enough for their means to be normal, each counts once and with a value
that changes no more; the number of looks by any day, and of members, does not depend on the difference seen.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

Floats: TypeAlias = npt.NDArray[np.float64]

POINTS = 201  # of the grid on which the walk is followed, odd for Simpson's rule
FAR = 8.0  # standard errors, beyond which nothing happens
GROWTH = 0.01  # a look needs this much more information than the one before, relative to its own
EXPONENT = 1.5  # above 1: little is spent on the first days, when few members have been seen


def spent(day: float, days: float, alpha: float) -> float:
    """The error that may have been made by the end of `day` of `days`: Kim & DeMets (Biometrika 1987)."""
    return float(alpha * min(max(day / days, 0.0), 1.0) ** EXPONENT)


def boundaries(informations: Sequence[float], spendings: Sequence[float]) -> list[float]:
    """The critical value of |z| at each look.

    `informations` strictly increase; `spendings` are the errors allowed up to each look and never fall. ValueError if
    they do otherwise. The walk of the score is followed numerically from look to look (Armitage, McPherson & Rowe, JRSS
    A 1969): the density of having crossed no boundary yet is carried along on a grid.
    """
    if any(later <= earlier for earlier, later in zip([0.0, *informations], informations, strict=False)):
        raise ValueError("information must grow from look to look")
    if any(later < earlier for earlier, later in zip([0.0, *spendings], spendings, strict=False)):
        raise ValueError("what is spent cannot be taken back")
    found: list[float] = []
    walk: _Walk | None = None
    for number, level in enumerate(informations):
        step = spendings[number] - (spendings[number - 1] if number else 0.0)
        if walk is None:
            critical = min(float(stats.norm.isf(step / 2)) if step > 0 else FAR, FAR)
            walk = _Walk.begun(level, critical)
        else:
            critical = walk.critical(level, step)
            walk = walk.carried(level, critical)
        found.append(critical)
    return found


class _Walk:
    """The density of z among walks that have crossed nothing: values on a grid, with the weights of its integral."""

    def __init__(self, level: float, grid: Floats, mass: Floats) -> None:
        self.level, self.grid, self.mass = level, grid, mass

    @classmethod
    def begun(cls, level: float, critical: float) -> "_Walk":
        grid, weights = _simpson(critical)
        return cls(level, grid, np.asarray(stats.norm.pdf(grid) * weights))

    def critical(self, level: float, step: float) -> float:
        """Where just `step` of all walks cross at the next look."""

        def surplus(value: float) -> float:
            return self._crossing(level, value) - step

        if surplus(FAR) >= 0:
            return FAR
        return float(optimize.brentq(surplus, 0.0, FAR, xtol=1e-6)) if surplus(0.0) > 0 else 0.0

    def _crossing(self, level: float, value: float) -> float:
        spread = np.sqrt(level - self.level)
        before, edge = self.grid * np.sqrt(self.level), value * np.sqrt(level)
        beyond = special.ndtr((before - edge) / spread) + special.ndtr((-edge - before) / spread)
        return float(self.mass @ beyond)

    def carried(self, level: float, critical: float) -> "_Walk":
        grid, weights = _simpson(max(critical, 1e-6))
        spread = np.sqrt(level - self.level)
        moves = (grid[:, None] * np.sqrt(level) - self.grid[None, :] * np.sqrt(self.level)) / spread
        density = np.exp(-0.5 * moves * moves) @ self.mass * (np.sqrt(level) / spread / np.sqrt(2 * np.pi))
        return _Walk(level, grid, density * weights)


def _simpson(critical: float) -> tuple[Floats, Floats]:
    grid = np.linspace(-critical, critical, POINTS)
    weights = np.full(POINTS, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    return grid, weights * (grid[1] - grid[0]) / 3.0
