"""What one machine takes for 25 million ratings: fits, memory, scoring, artifacts.

    nice python -m benchmarks.scale

160,000 generated members with tastes and 60,000 titles. Plain ``implicit`` is fitted in the same run, and CPU seconds
are set against its own; --iterations, the same for both, shortens the run, and the seconds of all iterations follow.
Needs 8 GB.
"""

import argparse
import json
import sys
from typing import Any

import numpy as np

from benchmarks.catalog_world import generated_ratings
from benchmarks.measure import measured
from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import Recommender
from recommender.algorithms.blas import one_thread
from recommender.algorithms.block import block_size, score_block
from recommender.algorithms.ease import Ease
from recommender.algorithms.implicit_plain import ImplicitPlain, ImplicitPlainConfig
from recommender.dataset import Interactions
from recommender.fusion.default import DefaultConfig

SAMPLE = 2_000  # members who are scored
PICKS = 100


def fitted(name: str, model: Recommender[Any], data: Interactions, whole: float) -> tuple[Recommender[Any], float]:
    """Fit, tell what it cost, and what a fit ``whole`` times as long would; answers the model and its CPU seconds."""
    with measured() as usage:
        model.fit(data, progress=_say)
    size = sum(array.nbytes for array in model.state().values())
    _tell(
        model=name,
        cpu_seconds=round(usage.cpu_s, 1),
        cpu_seconds_of_all_iterations=round(usage.cpu_s * whole, 1),
        peak_mb_above_data=round(usage.peak_mb),
        artifact_mb=round(size / 1e6, 1),
    )
    return model, usage.cpu_s


def scored(name: str, model: Recommender[Any], data: Interactions) -> None:
    """CPU seconds of the picks of all members, from a sample."""
    users = np.random.default_rng(0).choice(data.n_users, min(SAMPLE, data.n_users), replace=False)
    histories, size = data.histories(users), block_size(data.n_items)
    with one_thread(), measured() as usage:
        for start in range(0, len(histories), size):
            block = histories[start : start + size]
            score_block(model, block, [history.items for history in block], PICKS)
    of_all = usage.cpu_s / len(histories) * data.n_users
    _tell(scored_by=name, cpu_seconds_of_all_members=round(of_all), peak_mb=round(usage.peak_mb))


def main(arguments: list[str] | None = None) -> int:
    """Print a line of JSON per step."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--members", type=int, default=160_000)
    parser.add_argument("--titles", type=int, default=60_000)
    parser.add_argument("--ratings", type=int, default=31_000_000, help="drawn; a fifth are drawn twice and count once")
    parser.add_argument("--iterations", type=int, default=12)
    options = parser.parse_args(arguments)
    with measured() as usage:
        data = generated_ratings(options.members, options.titles, options.ratings)
    _tell(members=data.n_users, titles=data.n_items, ratings=data.n_ratings, peak_mb=round(usage.peak_mb))
    rounds, config = options.iterations, DefaultConfig()
    plain = ImplicitPlain(ImplicitPlainConfig(iterations=rounds))
    _, yardstick = fitted("implicit", plain, data, ImplicitPlainConfig().iterations / rounds)
    als, taken = fitted("als", Als(AlsConfig(iterations=rounds)), data, AlsConfig().iterations / rounds)
    _tell(ratio_of_als_per_iteration=round(taken / yardstick, 2))
    scored("als", als, data)
    ease, taken = fitted("ease", Ease(config.ease), data, 1.0)
    _tell(ratio_of_ease_to_whole_implicit=round(taken / (yardstick * ImplicitPlainConfig().iterations / rounds), 2))
    scored("ease", ease, data)
    return 0


def _tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


def _say(done: float, message: str) -> None:
    print(f"{done:4.0%} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
