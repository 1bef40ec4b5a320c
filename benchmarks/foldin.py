"""Time of one answer to a member, from the history to the hundred best titles.

    python -m benchmarks.foldin

Compares the shipped model with ``implicit``'s own ``recommend(recalculate_user=True, N=100)`` in the same run, on
generated ratings of 60,000 titles. What counts is the ratio of the 95th percentiles; milliseconds depend on the
machine.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.measure import measured, milliseconds
from recommender.algorithms.base import Recommender
from recommender.algorithms.implicit_plain import ImplicitPlain
from recommender.dataset import History
from recommender.dataset.synthetic import long_tail
from recommender.dataset.types import CsrMatrix, DoubleArray
from recommender.fusion.default import DefaultConfig, DefaultRecommender

N = 100
WARM_UP = 50
ROUNDS = 5


def timed_pairs(
    ours: Recommender[Any], theirs: ImplicitPlain, histories: list[History], calls: int
) -> tuple[DoubleArray, DoubleArray]:
    """Milliseconds of both, in alternating rounds so that a busy machine hits both alike."""
    library = theirs.library_model
    rows = [_row(history, theirs.n_items) for history in histories]

    def ask_ours(index: int) -> object:
        return ours.recommend(histories[index % len(histories)], N)

    def ask_library(index: int) -> object:
        return library.recommend(0, rows[index % len(rows)], N=N, recalculate_user=True)

    milliseconds(ask_ours, WARM_UP)
    milliseconds(ask_library, WARM_UP)
    pairs = [(milliseconds(ask_ours, calls), milliseconds(ask_library, calls)) for _ in range(ROUNDS)]
    return np.concatenate([mine for mine, _ in pairs]), np.concatenate([other for _, other in pairs])


def _row(history: History, n_items: int) -> CsrMatrix:
    places = (np.zeros(len(history), dtype=np.int32), history.items)
    return csr_matrix((np.ones(len(history), dtype=np.float32), places), shape=(1, n_items))


def _percentiles(taken: DoubleArray) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(taken, q)), 3) for q in (50, 95, 99)}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status: 1 when the ratio is above ``--limit``."""
    parser = argparse.ArgumentParser(prog="benchmarks.foldin", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--ratings", type=int, default=1_500_000)
    parser.add_argument("--calls", type=int, default=400, help="per round and model")
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    print("generating ratings", file=sys.stderr)
    data = long_tail(options.users, options.items, options.ratings, seed=options.seed)
    with measured() as usage:
        ours = DefaultRecommender(DefaultConfig(als_weight=0.2)).fit(data, progress=_say)
    theirs = ImplicitPlain().fit(data)
    chosen = np.random.default_rng(options.seed).choice(data.n_users, 500, replace=False)
    mine, other = timed_pairs(ours, theirs, data.histories(chosen), options.calls)
    ratio = float(np.percentile(mine, 95) / np.percentile(other, 95))
    facts = {
        "items": data.n_items,
        "ratio_p95": round(ratio, 3),
        "limit": options.limit,
        "default_ms": _percentiles(mine),
        "implicit_ms": _percentiles(other),
        "fit_cpu_s": round(usage.cpu_s, 1),
        "fit_peak_mb": round(usage.peak_mb),
    }
    for name, value in facts.items():
        print(f"{name:12} {value}")
    if options.json:
        options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return int(ratio > options.limit)


def _say(done: float, message: str) -> None:
    print(f"{done:4.0%} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
