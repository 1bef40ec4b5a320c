"""Where models of facts, moods, languages and regions help: members with hardly a past, and titles without ratings.

    python -m benchmarks.cold_start [--json OUT] [--seeds N]

Runs on a database of its own with the demo catalog, whose members are generated: the figures show that the models find
what is there, not how people are. Everybody's last five ratings are to be found. Three readings of a member: by what
they say of themselves alone, by one to three of their titles, by all. And of the catalog: a fifth of the titles is
taken to have no rating yet, and only these are ranked. The yardstick is popularity within the languages that the member
named or watched, which among titles without ratings can only tell languages apart.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

YARDSTICK = "popular in own languages"
ALONE = ("popularity", "language", "regional", "content", "deep_content", "mood", "item_knn", "ease")
UNRATED_SHARE = 0.2


def main(arguments: list[str] | None = None) -> int:
    """Seed, fit, judge, print, and write JSON when asked."""
    parser = argparse.ArgumentParser(prog="benchmarks.cold_start", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--seeds", type=int, default=3, help="draws of shortened pasts and of hidden titles")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        data = _demo(Path(folder))
    from recommender.evaluation.report import text_table

    facts: dict[str, Any] = {}
    for name, judge in (("members", _members), ("unrated_titles", _unrated)):
        rows = judge(data, options.seeds)
        facts[name] = rows
        print(f"\n{name.replace('_', ' ')}: NDCG@10\n")
        print(text_table(rows))
    if options.json:
        options.json.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return 0


def _demo(folder: Path) -> Any:
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="moviesite.settings.dev",
        LOG_LEVEL="WARNING",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("seed_demo", verbosity=0)
    from recommender.loaders.interactions import load_dataset

    return load_dataset()


def _members(data: Any, seeds: int) -> dict[str, dict[str, float]]:
    """By model: NDCG@10 for each reading of a member, and the standard error of the first."""
    from recommender.evaluation.hybrid_selection import shortened
    from recommender.evaluation.splits import last_n

    split = last_n(data)
    models = _models(split.train)
    held = split.held_out
    readings = {"nothing but words": "newcomer", "1 to 3 titles": "cold", "4 to 49 titles": "warm", "all titles": ""}
    rows: dict[str, dict[str, float]] = {name: {} for name in models}
    for label, segment in readings.items():
        found: dict[str, list[Any]] = {name: [] for name in models}
        for seed in range(seeds if segment not in ("", "newcomer") else 1):
            rng = np.random.default_rng(seed)
            whole = split.train.histories(split.users)
            pasts = [shortened(past, segment, rng) if segment else past for past in whole]
            for name, score in models.items():
                found[name].append(_ndcg([score(past) for past in pasts], [past.items for past in whole], held))
        for name, figures in found.items():
            joined = np.concatenate(figures)
            rows[name][label] = float(joined.mean())
            rows[name][f"± {label}"] = float(joined.std() / np.sqrt(len(held)))
    return rows


def _unrated(data: Any, seeds: int) -> dict[str, dict[str, float]]:
    """The same for titles that the models have no rating of, ranked among each other."""
    found: dict[str, list[Any]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        hidden = rng.random(data.n_items) < UNRATED_SHARE
        train = data.masked(~hidden[data.columns])
        models = _models(train)
        test = data.masked(hidden[data.columns])
        users = np.flatnonzero((np.diff(test.matrix.indptr) > 0) & (np.diff(train.matrix.indptr) > 0))
        liked = [past.items[past.ratings >= 3.5] for past in test.histories(users)]
        judged = [place for place, items in enumerate(liked) if items.size]
        pasts = train.histories(users[judged])
        rated = np.flatnonzero(~hidden)
        for name, score in models.items():
            scores = [score(past) for past in pasts]
            found.setdefault(name, []).append(_ndcg(scores, [rated] * len(pasts), [liked[place] for place in judged]))
    return {
        name: {
            "all titles known": float(np.concatenate(figures).mean()),
            "±": float(np.mean([own.std() / np.sqrt(own.size) for own in figures])),
        }
        for name, figures in found.items()
    }


def _models(train: Any) -> dict[str, Callable[[Any], Any]]:
    """Scores of a history, by name; settings of default and hybrid are chosen on a validation part of `train`."""
    from recommender.algorithms.registry import registry
    from recommender.evaluation.hybrid_selection import select_hybrid
    from recommender.evaluation.selection import select_default

    print("choosing settings", file=sys.stderr)
    base = select_default(train).config
    mixed = select_hybrid(train, base)
    for step in mixed.steps:
        print(step, file=sys.stderr)
    fitted = {name: registry.create(name).fit(train) for name in ALONE}
    fitted |= {
        "default": registry.create("default", base).fit(train),
        "hybrid": registry.create("hybrid", mixed.config).fit(train),
    }
    return {YARDSTICK: _yardstick(train), **{name: model.score for name, model in fitted.items()}}


def _yardstick(train: Any) -> Callable[[Any], Any]:
    """Number of ratings, for titles in the languages that a member named or watched."""
    counts = train.item_counts().astype(np.float32)
    languages = train.facts.languages

    def score(past: Any) -> Any:
        own = np.unique([*past.about.languages, *languages[past.items]])
        return np.where(np.isin(languages, own[own > 0]), counts, np.float32(-np.inf))

    return score


def _ndcg(scores: list[Any], masked: list[Any], held: list[Any]) -> Any:
    """float64[users]. Titles of equal score stand in an order drawn for each member, not in that of the catalog."""
    from recommender.algorithms.topk import topk
    from recommender.evaluation import metrics

    rng = np.random.default_rng(0)
    ranked = np.full((len(scores), 10), -1, dtype=np.int64)
    for row, (own, seen) in enumerate(zip(scores, masked, strict=True)):
        order = rng.permutation(own.size)
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        ids, _ = topk(own[order], 10, place[seen])
        ranked[row, : ids.size] = order[ids]
    return metrics.ndcg(metrics.hits(ranked, held), held, 10)


if __name__ == "__main__":
    raise SystemExit(main())
