"""Quality of ALS fitted by Spark beside the same model fitted here.

    python -m benchmarks.spark_parity --ratings ratings.csv

Both get the same ratings, rank, iterations and settings, and both are asked by the same fold-in; the half-life of a
history is chosen on validation for the local model and used for both. Seeds start either from other factors, so what
counts is the mean over them. --spark-python is an interpreter with requirements-spark.txt; Java is needed as well.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.recommenders.tasks import from_ratings
from recommender.algorithms.als import Als, AlsConfig
from recommender.engines.base import LOCAL, Engine
from recommender.engines.spark import SparkEngine, SparkOptions
from recommender.evaluation.backtest import judge
from recommender.evaluation.selection import select_half_life
from recommender.evaluation.splits import Split

FIGURE = "ndcg@10"


def judged(engine: Engine, config: AlsConfig, split: Split) -> dict[str, Any]:
    """Figures of one fit, and its seconds on the clock: those of Spark are spent in other processes."""
    began = time.monotonic()
    model = engine.fit(Als.name, config, split.train)
    seconds = time.monotonic() - began
    figures = judge(model, split).to_json()
    return {"engine": engine.name, "seed": config.seed, "seconds": round(seconds, 1), FIGURE: figures[FIGURE]}


def main(arguments: list[str] | None = None) -> int:
    """Print a line of JSON per fit and the means; answers 1 when Spark's mean is below the limit."""
    parser = argparse.ArgumentParser(prog="benchmarks.spark_parity", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--min-ratings", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=0.98, help="least NDCG@10 of Spark relative to local")
    parser.add_argument("--spark-python", required=True)
    parser.add_argument("--spark-master", default="local[2]")
    options = parser.parse_args(arguments)
    task = from_ratings(
        options.ratings, "last-n", min_ratings=options.min_ratings, clock="exact", seed=0, facts=None, implicit=False
    )
    step = select_half_life(Als(), task.train, splitter=task.validation)
    print(f"chosen on validation: {step}", file=sys.stderr)
    start = AlsConfig() if step is None else AlsConfig(half_life=step.value)
    means: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        spark = SparkEngine(SparkOptions(options.spark_python, options.spark_master, Path(folder)))
        for engine in (LOCAL, spark):
            rows = [judged(engine, start.replace(seed=seed), task.split) for seed in range(options.seeds)]
            for row in rows:
                print(json.dumps(row), flush=True)
            means[engine.name] = float(np.mean([row[FIGURE] for row in rows]))
    ratio = means[SparkEngine.name] / means[LOCAL.name]
    print(json.dumps({"means": means, "ratio": round(ratio, 4), "limit": options.limit, **spark.facts}))
    return int(ratio < options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
