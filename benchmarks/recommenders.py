"""Quality of the models on a MovieLens rating file.

    python -m benchmarks.recommenders --ratings ratings.csv --protocol last-n --models implicit,als,ease,default

``implicit`` is the library's ALS as most projects use it, ``default`` what the site ships, trained as the site trains
it: its settings are chosen on a validation part of the training ratings. Progress and choices go to stderr, the table
to stdout.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import measured
from recommender.algorithms.registry import registry
from recommender.dataset import Interactions
from recommender.evaluation.backtest import judge
from recommender.evaluation.report import bar_plot, text_table
from recommender.evaluation.selection import select_default
from recommender.evaluation.splits import Split, Splitter, by_day, last_n, leave_one_out, popular_enough, temporal

PROTOCOLS: dict[str, Splitter] = {"last-n": partial(last_n, n=5), "loo": leave_one_out, "temporal": temporal}


def read_movielens(path: Path) -> Interactions:
    """ratings.csv (with a header line) or ratings.dat (``::`` between fields): user, item, rating, seconds."""
    with path.open(encoding="utf-8") as stream:
        first = stream.readline()
        if "::" not in first:
            columns = np.loadtxt(stream, delimiter=",", ndmin=2)
        else:
            stream.seek(0)
            columns = np.loadtxt((line.replace("::", ",") for line in stream), delimiter=",", ndmin=2)
    users, items, ratings, seconds = columns.T[:4]
    return Interactions.from_triples(users.astype(np.int64), items.astype(np.int64), ratings, seconds.astype(np.int64))


@dataclass(frozen=True)
class Task:
    """``split`` is what models are fitted and judged on; ``train`` and ``validation`` are for choosing settings."""

    split: Split
    train: Interactions
    validation: Splitter
    seed: int

    @classmethod
    def of(cls, data: Interactions, protocol: str, clock: str, seed: int) -> "Task":
        splitter = PROTOCOLS[protocol]
        exact = splitter(data)
        if clock == "exact":
            return cls(exact, exact.train, splitter, seed)
        return cls(by_day(exact), exact.train, lambda train: by_day(splitter(train)), seed)


def evaluated(name: str, task: Task) -> dict[str, Any]:
    """Figures, costs, settings and choices of one model."""
    settings, choices = None, []
    with measured() as choosing:
        if name == "default":
            selection = select_default(task.train, splitter=task.validation, seed=task.seed, progress=_say)
            settings, choices = selection.config, [str(step) for step in selection.steps]
    with measured() as fitting:
        model = registry.create(name, settings).fit(task.split.train)
    for choice in choices:
        _say(1.0, f"chosen on validation: {choice}")
    costs = {"fit_cpu_s": fitting.cpu_s, "peak_mb": fitting.peak_mb, "selection_cpu_s": choosing.cpu_s}
    return {**judge(model, task.split).to_json(), **costs, "settings": model.config.to_json(), "chosen": choices}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    options = _parser().parse_args(arguments)
    names = options.models.split(",")
    unknown = [name for name in names if name not in registry]
    if unknown:
        _say(1.0, f"unknown models: {', '.join(unknown)}; known: {', '.join(registry)}")
        return 2
    data = popular_enough(read_movielens(options.ratings), options.min_ratings)
    task = Task.of(data, options.protocol, options.clock, options.seed)
    rows = {}
    for name in names:
        _say(0.0, f"fitting {name}")
        rows[name] = evaluated(name, task)
    judged = int(task.split.users.size)
    figures = {
        name: {key: value for key, value in row.items() if isinstance(value, float)} for name, row in rows.items()
    }
    print(f"{options.protocol}: {judged} users judged, {data.n_items} items, {data.n_ratings} ratings\n")
    print(text_table(figures))
    facts = {"protocol": options.protocol, "users": judged, "items": data.n_items, "models": rows}
    if options.json:
        options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        values = {name: row["ndcg@10"] for name, row in rows.items()}
        errors = {name: row["ndcg@10_se"] for name, row in rows.items()}
        options.plot.write_text(bar_plot(f"NDCG@10, {options.protocol}", values, errors), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.recommenders", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ratings", type=Path, required=True, help="MovieLens ratings.csv or ratings.dat")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="last-n")
    parser.add_argument("--models", default="implicit,als,ease,default", help="comma-separated names")
    parser.add_argument("--min-ratings", type=int, default=5, help="leave out items with fewer ratings")
    parser.add_argument("--clock", choices=("exact", "days"), default="exact", help="resolution of training times")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--plot", type=Path, help="write an SVG of NDCG@10 here")
    return parser


def _say(done: float, message: str) -> None:
    print(f"{done:4.0%} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
