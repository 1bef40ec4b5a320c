"""What a search costs among many titles, engine by engine.

    python -m benchmarks.search [--titles 100000] [--queries 200] [--keep FOLDER] [--json OUT] [--explain]

Runs in this process, in an empty database that it fills itself: SQLite in a folder of its own, or the one that
DATABASE_URL names. Times are wall milliseconds of the engine alone, without cards or templates.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import milliseconds
from benchmarks.search_world import Dictionary, fill, queries

GOAL_MS = 15.0
KINDS = (
    "frequent + frequent", "rare + frequent", "a name of two words", "a beginning", "another script", "three letters",
    "one frequent word", "a typing error",
)  # fmt: skip


def main() -> None:
    """Fill, index, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="folder that keeps the database for the next run")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--rebuild", action="store_true", help="index anew even where the folder holds an index")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        words = _start(options.keep or Path(folder), options.titles, options.rebuild)
        figures = _measure(words, options.queries)
    for name, row in figures.items():
        shown = "  ".join(f"{label} {value:>8.2f}" for label, value in row.items())
        print(f"{name:<28} {shown}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _start(folder: Path, titles: int, rebuild: bool) -> Dictionary:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="moviesite.settings.dev", LOG_LEVEL="WARNING"
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")  # noqa: TID251
    import django

    django.setup()
    from django.core.management import call_command

    from catalog.models import SearchDocument, Title

    call_command("migrate", verbosity=0)
    if Title.objects.count() != titles:
        if Title.objects.exists():
            raise SystemExit("The database holds other titles; give an empty one.")
        started = time.perf_counter()
        words = fill(titles)
        print(f"filled in {time.perf_counter() - started:.0f} s")
    else:
        import random

        words = Dictionary(random.Random(1))
    if rebuild or SearchDocument.objects.count() != titles:
        _index()
    return words


def _index() -> None:
    from django.db import connection

    from catalog.services.search_index import rebuild_index

    for round_name in ("built", "rebuilt"):
        started = time.perf_counter()
        count = rebuild_index()
        print(f"{round_name} {count} titles in {time.perf_counter() - started:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measure(words: Dictionary, count: int) -> dict[str, dict[str, float]]:
    from catalog.search.filters import TitleFilters
    from catalog.search.registry import get_backend

    engine, anything = get_backend(), TitleFilters()
    figures: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        asked = list(queries(words, kind, count))
        sizes = [engine.search(query, anything).total for query in asked]
        figures[kind] = _row(lambda index, asked=asked: engine.search(asked[index], anything), count, sizes)
    asked = list(queries(words, "one frequent word", 40))
    sizes = [engine.search(query, anything).total for query in asked]
    figures["with facets"] = _row(lambda index: engine.search(asked[index], anything, with_facets=True), 40, sizes)
    typed = list(queries(words, "three letters", count))
    figures["suggestions"] = _row(lambda index: engine.suggest(typed[index]), count, [8])
    return figures


def _row(call: Any, count: int, sizes: list[int]) -> dict[str, float]:
    taken = milliseconds(call, count)
    p50, p95 = (round(float(np.percentile(taken, share)), 2) for share in (50, 95))
    return {"p50": p50, "p95": p95, "found": float(np.median(sizes))}


if __name__ == "__main__":
    main()
