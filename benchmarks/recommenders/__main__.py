"""Quality of the models on files of ratings.

    python -m benchmarks.recommenders --ratings ratings.csv --protocol last-n --models implicit,als,ease,default
    python -m benchmarks.recommenders --train train.txt --test test.txt --negatives negatives.txt --models ease,default

``implicit`` is the library's ALS as most projects use it: fitted in every run, for ``ratio_cpu`` and ``ratio_ndcg`` of
the others. ``default`` is what the site ships, trained as the site trains it: its settings are chosen on a validation
part of the training ratings, and so is the half-life of a history for the models that have one. Progress and choices
go to stderr, the table to stdout. Exit status: 0, 1 if a model was left out, 2 for wrong options or files.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import measured
from benchmarks.recommenders.files import FileError
from benchmarks.recommenders.tasks import Task, from_files, from_ratings, protocols
from recommender.algorithms.base import MissingPackageError, Recommender
from recommender.algorithms.config import Config
from recommender.algorithms.registry import registry
from recommender.evaluation.backtest import judge
from recommender.evaluation.choosing import choose_settings
from recommender.evaluation.report import bar_plot, main_figures, text_table
from recommender.evaluation.selection import select_half_life

YARDSTICK = "implicit"
SELECTED = ("default", "hybrid")  # models that choose all their settings
DECAYING = ("item_knn", "user_knn", "svd", "als", "ease")  # models whose half-life matters at scoring alone
QUICK = 2.0  # CPU seconds: a fit below is timed three times and the median counts


def evaluated(name: str, task: Task, seed: int) -> dict[str, Any]:
    """Figures, costs, settings and choices of one model."""
    model: Recommender[Any]
    settings: Config | None = None
    choices: list[str] = []
    with measured() as choosing:
        if name in SELECTED:
            choice = choose_settings(name, task.train, splitter=task.validation, seed=seed, progress=_say)
            settings, choices = choice.config, [str(step) for step in choice.steps]
        elif name in DECAYING:
            model = registry.create(name)
            step = select_half_life(model, task.train, splitter=task.validation, seed=seed)
            settings = model.config.replace(half_life=step.value) if step else None
            choices = [str(step)] if step else []
    model = registry.create(name, settings)
    taken = []
    with measured() as fitting:
        model.fit(task.split.train)
    taken.append(fitting.cpu_s)
    while len(taken) < 3 and fitting.cpu_s < QUICK:
        with measured() as again:
            model.fit(task.split.train)
        taken.append(again.cpu_s)
    for line in choices:
        _say(1.0, f"chosen on validation: {line}")
    costs = {"fit_cpu_s": statistics.median(taken), "peak_mb": fitting.peak_mb, "selection_cpu_s": choosing.cpu_s}
    return {**judge(model, task.split).to_json(), **costs, "settings": model.config.to_json(), "chosen": choices}


def compared(names: list[str], task: Task, seed: int) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Rows by model, with their ratios to the yardstick, and why models were left out."""
    rows: dict[str, dict[str, Any]] = {}
    left_out: dict[str, str] = {}
    for name in names:
        _say(0.0, f"fitting {name}")
        try:
            rows[name] = evaluated(name, task, seed)
        except MissingPackageError as error:
            left_out[name] = str(error)
            _say(1.0, f"{name} is left out: {error}")
    base = rows[YARDSTICK]
    for row in rows.values():
        row["ratio_cpu"] = row["fit_cpu_s"] / base["fit_cpu_s"] if base["fit_cpu_s"] else None
        row["ratio_ndcg"] = row["ndcg@10"] / base["ndcg@10"] if base["ndcg@10"] else None
    return rows, left_out


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    options = _parser().parse_args(arguments)
    try:
        names = _names(options.models)
        for path in (options.json, options.plot):
            if path is not None and not path.parent.is_dir():
                raise FileError(f"{path.parent}: no such directory")
        task = _task(options).shortened(options.history, options.users, options.seed)
    except FileError as error:
        print(f"benchmarks.recommenders: {error}", file=sys.stderr)
        return 2
    rows, left_out = compared(names, task, options.seed)
    _publish(options, task, rows, left_out)
    return 1 if left_out else 0


def _names(text: str) -> list[str]:
    asked = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in asked if name not in registry]
    if unknown:
        raise FileError(f"unknown models: {', '.join(unknown)}; known: {', '.join(registry)}")
    return list(dict.fromkeys(asked if YARDSTICK in asked else [YARDSTICK, *asked]))


def _task(options: argparse.Namespace) -> Task:
    common = {"seed": options.seed, "facts": options.facts, "implicit": options.implicit}
    if options.ratings is not None:
        if options.train or options.test or options.negatives:
            raise FileError("--ratings is split here; it goes without --train, --test and --negatives")
        limits = {"min_ratings": options.min_ratings, "clock": options.clock}
        return from_ratings(options.ratings, options.protocol, **limits, **common)
    if options.train is None or options.test is None:
        raise FileError("either --ratings, or --train and --test are needed")
    return from_files(options.train, options.test, options.negatives, note=lambda text: _say(0.0, text), **common)


def _publish(
    options: argparse.Namespace, task: Task, rows: dict[str, dict[str, Any]], left_out: dict[str, str]
) -> None:
    """Table, JSON and picture."""
    split = task.split
    judged = int(split.users.size)
    ratings = split.train.n_ratings + sum(int(wanted.size) for wanted in split.held_out)
    if split.known is not None and options.history is None:
        ratings += split.known.n_ratings
    print(f"{task.name}: {judged} users judged, {split.train.n_items} items, {ratings} ratings\n")
    print(text_table({name: _shown(row) for name, row in rows.items()}))
    facts = {"protocol": task.name, "users": judged, "items": split.train.n_items, "seed": options.seed, "models": rows}
    if left_out:
        facts["left_out"] = left_out
    if options.json:
        options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        values = {name: row["ndcg@10"] for name, row in rows.items()}
        errors = {name: row["ndcg@10_se"] for name, row in rows.items()}
        options.plot.write_text(bar_plot(f"NDCG@10, {task.name}", values, errors), encoding="utf-8")


def _shown(row: dict[str, Any]) -> dict[str, float]:
    return {name: value for name, value in main_figures(row).items() if name != "selection_cpu_s"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.recommenders", description=(__doc__ or "").splitlines()[0])
    files = parser.add_argument_group("files", "lines are: user item [rating [timestamp]]")
    files.add_argument("--ratings", type=Path, help="all ratings; part of them is held out here")
    files.add_argument("--train", type=Path, help="ratings to learn from")
    files.add_argument("--test", type=Path, help="ratings to find")
    files.add_argument("--negatives", type=Path, help="rank among these: '(user,item) n1 n2 …' or 'user n1 n2 …'")
    files.add_argument("--facts", type=Path, help="MovieLens movies.csv: genres and years, for models of content")
    files.add_argument("--implicit", action="store_true", help="a line is a viewing, whatever its rating")
    parser.add_argument("--protocol", choices=sorted(protocols(0)), default="last-n")
    parser.add_argument("--models", default="implicit,als,ease,default", help="comma-separated names")
    parser.add_argument("--min-ratings", type=int, default=5, help="of --ratings, leave out items with fewer")
    parser.add_argument("--clock", choices=("exact", "days"), default="exact", help="resolution of training times")
    parser.add_argument("--history", type=_positive, help="judge everyone by that many newest ratings alone")
    parser.add_argument("--users", type=_positive, help="judge at most that many random users")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--plot", type=Path, help="write an SVG of NDCG@10 here")
    return parser


def _positive(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return int(text)


def _say(done: float, message: str) -> None:
    print(f"{done:4.0%} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
