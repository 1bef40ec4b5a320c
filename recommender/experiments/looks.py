"""The difference between two arms day by day, with intervals that hold all together, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.experiments.boundaries import GROWTH, boundaries, spent
from recommender.experiments.samples import Sample, information

#: A member's result is what they did in so many days after they were first shown picks, and counts when these are over:
#: a value that could still change would make later looks depend on earlier ones in ways that no boundary allows for.
RESULT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Look:
    """An arm against the control at the end of a day: the difference of the means and its interval."""

    day: int
    control: Sample
    arm: Sample
    effect: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the difference may be believed."""
        return self.low > 0 or self.high < 0

    @property
    def lift(self) -> float | None:
        """The difference as a share of the control's mean; None where that is 0."""
        return self.effect / self.control.mean if self.control.mean else None


@dataclass(frozen=True, slots=True)
class Days:
    """Two arms by day, counted up: `control[d]` and `arm[d]` are what is known at the end of day d + 1."""

    control: Sequence[Sample]
    arm: Sequence[Sample]


def looks(days: Days, *, alpha: float, horizon: int, least: int) -> list[Look]:
    """One look a day once each arm has `least` members, where there is enough news; none beyond the day `horizon`.

    With probability 1 - alpha all intervals hold the true difference, however often one looks and whenever one stops.
    """
    chosen: list[int] = []
    levels: list[float] = []
    for day, (control, arm) in enumerate(zip(days.control, days.arm, strict=True), start=1):
        if day > horizon or min(control.n, arm.n) < max(least, 2):
            continue
        level = information(control, arm)
        needed = levels[-1] * (1 + (0 if day == horizon else GROWTH)) if levels else 0.0
        if level > needed:
            chosen.append(day)
            levels.append(level)
    criticals = boundaries(levels, [spent(day, horizon, alpha) for day in chosen])
    found = []
    for day, level, critical in zip(chosen, levels, criticals, strict=True):
        control, arm = days.control[day - 1], days.arm[day - 1]
        effect, reach = arm.mean - control.mean, critical / float(np.sqrt(level))
        found.append(Look(day, control, arm, effect, effect - reach, effect + reach))
    return found


def daily_sums(settled: Sequence[int], values: Sequence[float], days: int) -> list[Sample]:
    """Samples at the end of each of `days` days, counted up; value i counts from day `settled[i]` (from 1)."""
    found: list[Sample] = []
    by_day: list[list[float]] = [[] for _ in range(days)]
    for day, value in zip(settled, values, strict=True):
        if day <= days:
            by_day[max(day, 1) - 1].append(value)
    for held in by_day:
        found.append((found[-1] if found else Sample()) + Sample.of(held))
    return found
