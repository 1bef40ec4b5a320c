"""Files between this project and a job in another environment: ratings out, factors in."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from recommender.dataset import BoolArray, FloatArray
from recommender.dataset.types import CsrMatrix
from recommender.engines.base import EngineError

PART = 1_000_000  # ratings per file; files are what Spark reads in parallel
ROWS = 100_000  # turned into text at once


def write_ratings(positives: CsrMatrix, folder: Path) -> int:
    """CSV parts of dense user, dense item and weight, without a header; answers how many parts there are."""
    folder.mkdir(parents=True)
    users = np.repeat(np.arange(positives.shape[0], dtype=np.int64), np.diff(positives.indptr))
    parts = 0
    for start in range(0, users.size, PART):
        with (folder / f"part-{parts:05}.csv").open("w", encoding="ascii") as stream:
            for at in range(start, min(start + PART, users.size), ROWS):
                rows = slice(at, min(at + ROWS, start + PART))
                columns = (users[rows], positives.indices[rows], positives.data[rows])
                lines = zip(*(column.tolist() for column in columns), strict=True)
                stream.writelines(f"{user},{item},{weight:g}\n" for user, item, weight in lines)
        parts += 1
    return parts


def read_factors(folder: Path, rank: int, expected: BoolArray) -> tuple[FloatArray, dict[str, Any]]:
    """float32[n, rank], zeros where ``expected`` (bool[n]: the items that have ratings) is false, and facts of the job.

    EngineError when a file is missing or damaged, or when the items are not exactly those expected.
    """
    try:
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        items = np.load(folder / "items.npy", allow_pickle=False)
        factors = np.load(folder / "factors.npy", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise EngineError(f"The job left no factors that can be read: {error}") from error
    if factors.dtype != np.float32 or factors.shape != (items.size, rank):
        raise EngineError(f"The job's factors are {factors.dtype}{list(factors.shape)}, not float32 of rank {rank}")
    if not np.array_equal(np.sort(items), np.flatnonzero(expected)):
        raise EngineError("The job's factors are not those of the titles that it was given")
    if not np.isfinite(factors).all():
        raise EngineError("The job's factors are not finite: the settings do not suit these ratings")
    whole = np.zeros((expected.size, rank), dtype=np.float32)
    whole[items] = factors
    return whole, facts
