"""How well votes on sets of four are turned into a board, how few of them it takes, and what a refit costs.

    python -m benchmarks.matchups accuracy
    python -m benchmarks.matchups active
    python -m benchmarks.matchups refit

``accuracy``: log loss on held-out pairs and Kendall's tau, beside Elo and beside what nobody can beat who does not know
the voter. ``active``: votes until tau reaches .8, chosen by ``matchups.pairing.plan`` and uniformly at random, refitted
every night. ``refit``: seconds and memory of a million votes. ``--quick`` shrinks each to seconds, for a look.
Progress goes to stderr, the table to stdout.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logit
from scipy.stats import kendalltau

from benchmarks.matchup_world import SHARPNESS, World, famous_sets
from benchmarks.measure import measured
from matchups import elo
from matchups.bradley_terry import Outcomes, fit
from matchups.bradley_terry.outcomes import FloatArray, IntArray
from matchups.bradley_terry.scale import POINTS_PER_LOGIT
from matchups.pairing import plan
from recommender.evaluation.report import text_table

FILMS, VOTERS = 400, 3_000
ACCURACY_GOAL = 0.003
ACTIVE_GOAL = 0.75
TAU = 0.8
MOST_VOTES = 30_000


@dataclass(frozen=True)
class Size:
    """How large each command is: full, or `--quick`."""

    accuracy_votes: int = 50_000
    accuracy_sets: int = 1_000
    held_out: int = 10_000
    active_sets: int = 200
    night: int = 100
    refit_votes: int = 1_000_000
    refit_sets: int = 100_000
    refit_films: int = 20_000


QUICK = Size(5_000, 200, 2_000, 50, 100, 50_000, 5_000, 4_000)


def accuracy(size: Size, seeds: list[int], sharpness: float) -> None:
    """Print the mean over seeds of log loss, distance to the true order and Kendall's tau of each system."""
    rows: dict[str, dict[str, list[float]]] = {}
    for seed in seeds:
        world = World.generate(size.accuracy_sets, FILMS, VOTERS, seed, sharpness)
        rng = np.random.default_rng((seed, 1))
        a, b = world.pairs(size.accuracy_votes, rng)
        share = world.vote(a, b, rng)
        held_a, held_b = world.pairs(size.held_out, rng)
        truth = world.probability(held_a, held_b)
        true_order = logit(world.true_share)
        ceiling = _log_loss(truth, true_order[held_a] - true_order[held_b])
        for name, strength in {**systems(world, a, b, share), "true order": true_order}.items():
            loss = _log_loss(truth, strength[held_a] - strength[held_b])
            figures = {"log loss": loss, "above true order": loss - ceiling, "tau": _tau(strength, world)}
            _append(rows, name, figures)
        known = _log_loss(truth, logit(truth))
        _append(rows, "true share of each pair", {"log loss": known, "above true order": known - ceiling, "tau": 1.0})
        _say(f"seed {seed} done")
    means = {name: {key: float(np.mean(values)) for key, values in row.items()} for name, row in rows.items()}
    print(f"{size.accuracy_votes} votes, {size.accuracy_sets} sets, {FILMS} films, mean of seeds {seeds}\n")
    print(text_table(means))
    gap = means["films (ours)"]["above true order"]
    each = ", ".join(f"{value:.4f}" for value in rows["films (ours)"]["above true order"])
    print(f"\nabove the true order: {gap:.4f} (by seed {each}), {_verdict(gap, ACCURACY_GOAL, size)}")


def systems(world: World, a: IntArray, b: IntArray, share: FloatArray) -> dict[str, FloatArray]:
    """Strength of each set in logits, float64[n_sets], by each system."""
    alone = replace(world.outcomes(a, b, share), sets=np.arange(4 * world.n_sets).reshape(-1, 4))
    return {
        "films (ours)": fit(world.outcomes(a, b, share)).sets,
        "sets alone": fit(alone, samples=2, exact_films=0).sets,  # no film in two sets: plain Bradley-Terry
        "Elo of sets": live_elo(world.n_sets, a, b, share),
    }


def live_elo(n_sets: int, a: IntArray, b: IntArray, share: FloatArray) -> FloatArray:
    """The live rating after all votes in their order, in logits."""
    rating, votes = [elo.START] * n_sets, [0] * n_sets
    for left, right, won in zip(a.tolist(), b.tolist(), share.tolist(), strict=True):
        gained = elo.change(rating[left], rating[right], votes[left], votes[right], won)
        rating[left] += gained
        rating[right] -= gained
        votes[left] += 1
        votes[right] += 1
    return (np.array(rating) - elo.START) / POINTS_PER_LOGIT


Chooser = Callable[[World, FloatArray, FloatArray, IntArray, int, np.random.Generator], tuple[IntArray, IntArray]]


def at_random(
    world: World, strength: FloatArray, error: FloatArray, votes: IntArray, count: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Pairs drawn uniformly."""
    return world.pairs(count, rng)


def as_planned(
    world: World, strength: FloatArray, error: FloatArray, votes: IntArray, count: int, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Pairs of the plan the site makes, with its share of random ones."""
    pairs = plan(world.candidates(strength, error, votes), count, rng)
    return np.array([pair.a for pair in pairs]), np.array([pair.b for pair in pairs])


def votes_needed(world: World, choose: Chooser, night: int, rng: np.random.Generator) -> int:
    """Votes until the board first orders the sets with Kendall's tau of `TAU`; whole nights, at most `MOST_VOTES`."""
    a = b = np.zeros(0, dtype=np.int64)
    share = np.zeros(0)
    while len(a) < MOST_VOTES:
        board = fit(world.outcomes(a, b, share))
        if len(a) and _tau(board.sets, world) >= TAU:
            break
        votes = np.bincount(np.concatenate([a, b]), minlength=world.n_sets)
        more_a, more_b = choose(world, board.sets, board.set_errors, votes, night, rng)
        a, b = np.concatenate([a, more_a]), np.concatenate([b, more_b])
        share = np.concatenate([share, world.vote(more_a, more_b, rng)])
    return len(a)


def active(size: Size, seeds: list[int], sharpness: float) -> None:
    """Print the votes each way of choosing needs, for each seed, and the ratio of the sums."""
    rows: dict[str, dict[str, float]] = {}
    told = []
    for seed in seeds:
        world = World.generate(size.active_sets, FILMS, VOTERS, seed, sharpness)
        share = world.probability(*world.pairs(2_000, np.random.default_rng((seed, 2))))
        told.append(float((share * (1.0 - share)).mean()))
        by_chance = votes_needed(world, at_random, size.night, np.random.default_rng((seed, 3)))
        by_plan = votes_needed(world, as_planned, size.night, np.random.default_rng((seed, 4)))
        rows[f"seed {seed}"] = {"random": by_chance, "planned": by_plan, "ratio": by_plan / by_chance}
        _say(f"seed {seed}: {by_chance} at random, {by_plan} as planned")
    random, planned = (np.array([row[key] for row in rows.values()]) for key in ("random", "planned"))
    ratio = float(planned.sum() / random.sum())
    rows["all"] = {"random": float(random.sum()), "planned": float(planned.sum()), "ratio": ratio}
    print(f"votes until tau {TAU}, {size.active_sets} sets, {FILMS} films, a refit every {size.night} votes\n")
    print(text_table(rows))
    # The sums' ratio is a ratio estimator; its error comes from how the seeds stray from it (Cochran 1977, 6.4).
    strayed = (planned - ratio * random).std(ddof=1) if len(seeds) > 1 else float("nan")
    error = strayed / random.mean() / np.sqrt(len(seeds))
    print(f"\nratio {ratio:.3f} (standard error {error:.3f}), {_verdict(ratio, ACTIVE_GOAL, size)}")
    print(f"p (1 - p) of a random pair is {np.mean(told):.3f} on average; of an even one it is .25")


def refit(size: Size, seeds: list[int], sharpness: float) -> None:
    """Print seconds and peak megabytes of one fit with standard errors, and how often its intervals hold the truth."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        quality = rng.normal(0.0, sharpness, size.refit_films)
        sets = famous_sets(size.refit_sets, rng.normal(0.0, 1.0, size.refit_films), rng)
        a = rng.integers(0, len(sets), size.refit_votes)
        b = (a + rng.integers(1, len(sets), size.refit_votes)) % len(sets)
        truth = quality[sets].mean(axis=1)
        share = (rng.random(len(a)) < 1.0 / (1.0 + np.exp(truth[b] - truth[a]))).astype(np.float64)
        outcomes = Outcomes(sets, a, b, share, np.ones(len(a)))
        started = time.perf_counter()
        with measured() as usage:
            fitted = fit(outcomes, seed=seed, progress=_say)
        wall = time.perf_counter() - started
        held = float((np.abs(fitted.sets - truth) <= 1.96 * fitted.set_errors).mean())
        print(f"{size.refit_votes} votes, {len(sets)} sets, {outcomes.n_films} films, seed {seed}")
        print(f"{wall:.1f} s, {usage.cpu_s:.1f} CPU s, {usage.peak_mb:.0f} MB above the data")
        print(f"{fitted.steps} steps, gradient {fitted.gradient:.1e}, truth within 95 % intervals of sets: {held:.3f}")


COMMANDS: dict[str, tuple[Callable[[Size, list[int], float], None], int]] = {
    "accuracy": (accuracy, 3),
    "active": (active, 30),
    "refit": (refit, 1),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    parser = argparse.ArgumentParser(prog="benchmarks.matchups", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes; shows that it runs")
    parser.add_argument("--seeds", type=int, help="how many, from 0")
    parser.add_argument("--sharpness", type=float, default=SHARPNESS, help="logits per standard deviation of quality")
    options = parser.parse_args(arguments)
    run, seeds = COMMANDS[options.command]
    run(QUICK if options.quick else Size(), list(range(options.seeds or seeds)), options.sharpness)
    return 0


def _log_loss(truth: FloatArray, gaps: FloatArray) -> float:
    """Expected over all voters' votes on the pairs, of which a gets `truth`."""
    return float(np.mean(truth * np.logaddexp(0.0, -gaps) + (1.0 - truth) * np.logaddexp(0.0, gaps)))


def _tau(strength: FloatArray, world: World) -> float:
    return float(kendalltau(strength, world.true_share).statistic)


def _append(rows: dict[str, dict[str, list[float]]], name: str, figures: dict[str, float]) -> None:
    for key, value in figures.items():
        rows.setdefault(name, {}).setdefault(key, []).append(value)


def _verdict(figure: float, goal: float, size: Size) -> str:
    if size is QUICK:
        return "no goal is set for --quick"
    return f"goal {goal}: {'reached' if figure <= goal else 'missed'}"


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
