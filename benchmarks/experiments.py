"""How often an experiment without a difference finds one, looked at every day, and how many members a difference takes.

    python -m benchmarks.experiments [--simulations N] [--days D] [--json FILE]

Members come by chance, choose by chance and are counted by the code of the site (`recommender.experiments`).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from recommender.experiments.boundaries import boundaries, spent
from recommender.experiments.looks import Days, looks
from recommender.experiments.samples import RATIO_LIMIT, Sample, members_needed

Floats = npt.NDArray[np.float64]
ALPHA, RATE, LIFT, POWER = 0.05, 0.2, 0.1, 0.8
LEAST, DAILY = 200, 120  # members per arm before the first look; members per day in both arms
BATCH, CHECKED = 5000, 2000


@dataclass(frozen=True)
class Course:
    """Simulated experiments: float64[simulations, days] of members, and of those who opened a pick, counted up."""

    n: tuple[Floats, Floats]
    ones: tuple[Floats, Floats]

    def z(self, true: float = 0.0) -> tuple[Floats, Floats]:
        """Standardised differences minus the true one, and their information, at the end of each day."""
        means = [ones / n for ones, n in zip(self.ones, self.n, strict=True)]
        parts = [mean * (1 - mean) / (n - 1) for mean, n in zip(means, self.n, strict=True)]
        level = 1 / (parts[0] + parts[1])
        return (means[1] - means[0] - true) * np.sqrt(level), level


def simulate(rng: np.random.Generator, *, simulations: int, days: int, rates: tuple[float, float]) -> Course:
    """Members fall into the arms by a coin, a random number each day."""
    came = rng.poisson(DAILY, (simulations, days))
    second = rng.binomial(came, 0.5)
    n = (came - second, second)
    ones = [rng.binomial(count, rate).cumsum(axis=1) for count, rate in zip(n, rates, strict=True)]
    counted = [count.cumsum(axis=1).astype(np.float64) for count in n]
    return Course((counted[0], counted[1]), (ones[0].astype(np.float64), ones[1].astype(np.float64)))


def for_ever(level: Floats, first: float) -> Floats:
    """The boundary of an asymptotic confidence sequence that never ends, tuned to be narrowest at the first look.

    The normal mixture of Robbins as in Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (Ann. Statist. 2024), as z.
    """
    tuned = (-2 * np.log(ALPHA) + np.log(-2 * np.log(ALPHA)) + 1) / first
    spread = level * tuned
    return np.asarray(np.sqrt((spread + 1) / spread * 2 * (np.log(np.sqrt(spread + 1)) - np.log(ALPHA))))


def errors(rng: np.random.Generator, *, simulations: int, days: int, rates: tuple[float, float]) -> dict[str, float]:
    """Shares of experiments whose interval misses the true difference, by rule."""
    found: dict[str, list[float]] = {name: [] for name in ("daily looks", "one look", "naive daily looks", "for ever")}
    uneven = []
    for _ in range(0, simulations, BATCH):
        course = simulate(rng, simulations=BATCH, days=days, rates=rates)
        z, level = course.z(true=rates[1] - rates[0])
        begun = int(np.argmax((np.minimum(*course.n) >= LEAST).all(axis=0)))
        z, typical = np.abs(z[:, begun:]), level[:, begun:].mean(axis=0)
        spendings = [spent(day, days, ALPHA) for day in range(begun + 1, days + 1)]
        plain = float(stats.norm.isf(ALPHA / 2))
        found["daily looks"].append(float((z > boundaries(list(typical), spendings)).any(axis=1).mean()))
        found["one look"].append(float((z[:, -1] > plain).mean()))
        found["naive daily looks"].append(float((z > plain).any(axis=1).mean()))
        found["for ever"].append(float((z > for_ever(typical, float(typical[0]))).any(axis=1).mean()))
        total = course.n[0] + course.n[1]
        chi = ((course.n[0] - course.n[1]) ** 2 / total)[:, -1]
        uneven.append(float((stats.chi2.sf(chi, 1) < RATIO_LIMIT).mean()))
    return {**{name: float(np.mean(shares)) for name, shares in found.items()}, "uneven": float(np.mean(uneven))}


def by_the_service(rng: np.random.Generator, *, simulations: int, days: int) -> float:
    """The same with `looks`, whose boundaries follow each experiment's own information: slower, so fewer of them."""
    course = simulate(rng, simulations=simulations, days=days, rates=(RATE, RATE))
    wrong = 0
    for row in range(simulations):
        control, arm = (
            [Sample(int(n), ones, ones) for n, ones in zip(course.n[side][row], course.ones[side][row], strict=True)]
            for side in (0, 1)
        )
        seen = looks(Days(control, arm), alpha=ALPHA, horizon=days, least=LEAST)
        wrong += any(look.excludes_zero for look in seen)
    return wrong / simulations


def cost_of_looking(rng: np.random.Generator, *, simulations: int, days: int) -> dict[str, float]:
    """What daily looks cost and save where there is a difference: walks with a drift, as many members each day.

    `more`: how many more members than one look it takes for the same power. `day`: when it ends on average, as a share.
    """
    shares = np.arange(1, days + 1) / days
    begun = max(round(days * 0.05), 1) - 1
    critical = np.asarray(boundaries(list(shares[begun:]), [spent(s, 1.0, ALPHA) for s in shares[begun:]]))
    noise = rng.normal(size=(simulations, days)).cumsum(axis=1) / np.sqrt(np.arange(1, days + 1))
    drift = float(stats.norm.isf(ALPHA / 2) + stats.norm.isf(1 - POWER))

    def crossed(more: float) -> npt.NDArray[np.bool_]:
        return np.asarray((noise + drift * np.sqrt(shares * more))[:, begun:] > critical)

    low, high = 1.0, 2.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if crossed(middle).any(axis=1).mean() < POWER else (low, middle)
    hits = crossed(high)
    ends = np.where(hits.any(axis=1), hits.argmax(axis=1) + begun + 1, days) / days
    return {"power": float(crossed(1.0).any(axis=1).mean()), "more": high, "day": float(ends.mean()) * high}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, default=40_000, help="rounded up to a multiple of 5,000")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rng, began = np.random.default_rng(options.seed), time.process_time()
    size = {"simulations": options.simulations, "days": options.days}
    same = errors(rng, rates=(RATE, RATE), **size)
    other = errors(rng, rates=(RATE, RATE * (1 + LIFT)), **size)
    checked = min(options.simulations, CHECKED)
    exact = by_the_service(rng, simulations=checked, days=options.days)
    looking = cost_of_looking(rng, **size)
    needed = members_needed(mean=RATE, variance=RATE * (1 - RATE), lift=LIFT, alpha=ALPHA, power=POWER)
    result: dict[str, Any] = {
        **size,
        "false_alarms": same,
        "misses_of_true_difference": other,
        "false_alarms_by_the_service": exact,
        "members_per_arm": {"one look": needed, "daily looks": round(needed * looking["more"])},
        "daily_looks": looking,
        "cpu_s": round(time.process_time() - began, 1),
    }
    print(f"{options.simulations} experiments of {options.days} days, {DAILY} members a day, {RATE:.0%} open a pick")
    print(f"{'rule':<20}{'no difference':>16}{f'{LIFT:.0%} lift':>16}")
    for name in ("daily looks", "one look", "naive daily looks", "for ever", "uneven"):
        print(f"{name:<20}{same[name]:>16.4f}{other[name]:>16.4f}")
    daily, more = result["members_per_arm"]["daily looks"], looking["more"]
    print(f"by the service's own code, {checked} of them: {exact:.4f}")
    print(
        f"members an arm for a lift of {LIFT:.0%}: {needed} with one look, {daily} with daily ones ({more:.3f} times),"
    )
    print(f"which end after {looking['day']:.2f} of the members of one look on average")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
