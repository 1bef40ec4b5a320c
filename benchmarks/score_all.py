"""Cost of the picks of all members: CPU seconds and memory, without the database.

    python -m benchmarks.score_all

160,000 generated members and 60,000 titles, the 100 best for each by ALS; and by the shipped model for a sample, the
rest being more of the same. CPU seconds count, as other work on the machine stretches the clock.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.measure import measured
from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import Recommender
from recommender.algorithms.blas import one_thread
from recommender.algorithms.block import block_size, score_block
from recommender.dataset import History
from recommender.dataset.synthetic import long_tail
from recommender.fusion.default import DefaultConfig, DefaultRecommender

PICKS = 100
FACTORS = 64
CONTRAST = 0.9  # how unequal titles are: their chance of being in a history falls with rank to this power


def generated_model(n_items: int, seed: int = 0) -> Als:
    """Item factors that look trained: few titles are large, most are small."""
    rng = np.random.default_rng(seed)
    size = (np.arange(n_items) + 10.0) ** -0.25
    factors = (rng.normal(size=(n_items, FACTORS)) * size[:, None]).astype(np.float32)
    return Als.from_state(AlsConfig(), {"item_factors": factors, "covered": np.ones(n_items, dtype=np.bool_)})


def generated_histories(members: int, n_items: int, mean: float = 143.0, seed: int = 1) -> Iterator[History]:
    """Log-normal lengths around the mean, titles by a long tail, ratings at random."""
    rng = np.random.default_rng(seed)
    chances = (np.arange(n_items) + 1.0) ** -CONTRAST
    edges = np.cumsum(chances / chances.sum())
    for _ in range(members):
        length = int(np.clip(rng.lognormal(np.log(mean) - 0.5, 1.0), 5, 3000))
        items = np.unique(np.minimum(np.searchsorted(edges, rng.random(length)), n_items - 1))
        yield History.of(items, rng.integers(2, 11, items.size) / 2.0, rng.integers(0, 2**30, items.size))


def score_members(model: Recommender[Any], histories: Iterator[History]) -> tuple[int, float]:
    """Members scored and CPU seconds of scoring them; making them up is not counted."""
    size, members, spent = block_size(model.n_items), 0, 0.0
    with one_thread():
        while block := list(islice(histories, size)):
            began = time.process_time()
            score_block(model, block, [history.items for history in block], PICKS)
            spent += time.process_time() - began
            members += len(block)
    return members, spent


def main(arguments: list[str] | None = None) -> int:
    """Print one line of JSON per model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=160_000)
    parser.add_argument("--titles", type=int, default=60_000)
    parser.add_argument("--sample", type=int, default=1_000, help="members for the shipped model; 0 leaves it out")
    options = parser.parse_args(arguments)
    model: Recommender[Any] = generated_model(options.titles)
    _report("als", model, options.members, options.members, options.titles)
    if options.sample:
        data = long_tail(5_000, options.titles, 400_000)
        shipped = DefaultRecommender(DefaultConfig()).fit(data)
        _report("default", shipped, options.sample, options.members, options.titles)
    return 0


def _report(name: str, model: Recommender[Any], members: int, of: int, titles: int) -> None:
    with measured() as usage:
        scored, spent = score_members(model, generated_histories(members, titles))
    found = {
        "model": name,
        "members": scored,
        "titles": titles,
        "cpu_seconds": round(spent, 1),
        "cpu_seconds_for_all": round(spent / scored * of, 1),
        "mb_above_model": round(usage.peak_mb),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
