"""Implicit ALS on Spark, imported as a model of our own.

The job runs in an environment of its own (requirements-spark.txt), so that nothing here needs pyspark or Java.
How its settings follow from ours: docs/decisions/0021-spark.md.
"""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import MissingPackageError, Progress, Recommender, report
from recommender.algorithms.config import Config
from recommender.dataset import Interactions
from recommender.engines.base import EngineError
from recommender.engines.exchange import read_factors, write_ratings
from recommender.engines.process import run_job

SCRIPT = Path(__file__).with_name("spark_job.py")
EXPORTED, FITTED = 0.1, 0.98  # how far a fit is after the export, and after the job
RATINGS_PER_BLOCK = 2_000_000
LEAST_BLOCKS, MOST_BLOCKS = 4, 200


@dataclass(frozen=True)
class SparkOptions:
    """Where and how jobs run.

    python: the interpreter of the environment with pyspark; master: local[n] or spark://host:port
    folder: for ratings and factors, which the executors of a cluster must see under the same path
    memory: of the driver and of each executor, as Spark writes it; timeout: seconds a job may take
    """

    python: str
    master: str
    folder: Path
    memory: str = "4g"
    timeout: float = 4 * 3600.0


class SparkEngine:
    """Fits ``als`` and nothing else: it is what MLlib has an equal of."""

    name = "spark"

    def __init__(self, options: SparkOptions) -> None:
        self.options = options
        self.facts: dict[str, Any] = {}  # of the last job: version of Spark, seconds, items

    def check(self, algorithms: tuple[str, ...]) -> None:
        """EngineError for other algorithms, MissingPackageError without an interpreter."""
        others = [name for name in algorithms if name != Als.name]
        if others:
            raise EngineError(f"Spark fits {Als.name} alone; {', '.join(others)} need the local engine.")
        if not self.options.python:
            raise MissingPackageError("SPARK_PYTHON names no interpreter with pyspark: see requirements-spark.txt.")
        if shutil.which(self.options.python) is None:
            raise MissingPackageError(f"SPARK_PYTHON: {self.options.python} is no program that can be run.")

    def fit(
        self, name: str, settings: Config | None, data: Interactions, *, progress: Progress | None = None
    ) -> Recommender[Any]:
        """The factors of a Spark job as an ``Als``; the job is ended by whatever ``progress`` raises."""
        self.check((name,))
        config = settings if isinstance(settings, AlsConfig) else AlsConfig()
        covered = data.at_least(config.min_rating).item_counts() > 0
        if not covered.any():
            return Als(config).fit(data, progress=progress)  # all zeros, for which no cluster is needed
        self.options.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="job-", dir=self.options.folder))
        folder.chmod(0o755)  # executors may run under another name
        try:
            report(progress, 0.0, "writing ratings for Spark")
            specification = self._export(config, data, folder)
            run_job(
                [self.options.python, str(SCRIPT), str(specification)],
                timeout=self.options.timeout,
                progress=lambda done, message: report(progress, EXPORTED + (FITTED - EXPORTED) * done, message),
            )
            factors, self.facts = read_factors(folder / "answer", config.factors, covered)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return Als.from_state(config, {"item_factors": factors, "covered": covered})

    def _export(self, config: AlsConfig, data: Interactions, folder: Path) -> Path:
        """Write ratings and settings; answers where the settings are."""
        positives = data.positives(config.min_rating)
        write_ratings(positives, folder / "ratings")
        (folder / "answer").mkdir()
        blocks = int(np.clip(positives.nnz // RATINGS_PER_BLOCK, LEAST_BLOCKS, MOST_BLOCKS))
        specification = {
            "ratings": str(folder / "ratings"),
            "output": str(folder / "answer"),
            "master": self.options.master,
            "memory": self.options.memory,
            "blocks": blocks,
            **spark_settings(config, positives.shape[0], positives.shape[1], positives.nnz),
        }
        path = folder / "job.json"
        path.write_text(json.dumps(specification), encoding="utf-8")
        return path


def spark_settings(config: AlsConfig, n_users: int, n_items: int, n_positives: int) -> dict[str, float | int]:
    """Settings of MLlib's ALS under which it minimises what ``config`` says, as nearly as it can.

    MLlib weighs an unseen title 1 and a positive 1 + alpha, so alpha is one over the weight of unseen titles. Its ridge
    of a row is regParam times the row's count n; ours is c (n + unobserved * n_other_side), raised to the exponent.
    regParam is such that both sum to the same over all members, and so over all titles: then a member with as many
    titles as the mean is regularised alike in training there and at scoring here.
    """
    objective = config.objective
    mean = n_positives / n_users
    return {
        "rank": config.factors,
        "iterations": config.iterations,
        "regularization": objective.ridge(mean, n_items) / mean,
        "alpha": objective.alpha - 1.0,
        "seed": config.seed,
    }
