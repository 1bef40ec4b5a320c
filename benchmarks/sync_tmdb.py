"""How long a synchronisation takes, and how much of that is waiting for the network.

    python -m benchmarks.sync_tmdb [--titles N] [--latency SECONDS] [--profile]

A stand-in for TMDB listens in a process of its own and answers after `--latency`. An empty SQLite database is filled
with N titles by the queue, with `manage.py sync`'s own code; then all are asked for again, which must write nothing but
the run's own bookkeeping.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

PORT = 8917


@dataclass(slots=True)
class Figures:
    """`wall` and the parts of it that the main thread spent waiting for answers, and in the database; in seconds."""

    wall: float = 0.0
    cpu: float = 0.0
    waiting: float = 0.0
    database: float = 0.0
    written: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Serve, fill, fill again, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.02)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder, _upstream(options.latency):
        _start(Path(folder))
        keys = [f"movie/{number}" for number in range(1, options.titles + 1)]
        for name in ("first run", "second run"):
            _print(name, _measure(keys, show_profile=options.profile), len(keys))
        _print_rows()


@contextmanager
def _upstream(latency: float) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.fakes.server", "--port", str(PORT), "--latency", str(latency)]
    process = subprocess.Popen(command)
    try:
        time.sleep(1.5)
        yield
    finally:
        process.terminate()
        process.wait()


def _start(folder: Path) -> None:
    """Django on an empty database."""
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="moviesite.settings.dev",
        TMDB_BASE_URL=f"http://127.0.0.1:{PORT}/tmdb",
        TMDB_READ_TOKEN="token",  # noqa: S106
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _measure(keys: list[str], *, show_profile: bool) -> Figures:
    from django.db import connection

    from catalog.enums import Provider
    from catalog.services.crawling.sources import named
    from catalog.services.crawling.sync import run_sync

    working: Any = import_module("catalog.services.crawling.working")
    figures = Figures()
    answer_of = working.answer_of

    def timed(*args: Any) -> Any:
        started = time.perf_counter()
        try:
            return answer_of(*args)
        finally:
            figures.waiting += time.perf_counter() - started

    def changes() -> int:
        """Rows that this connection has written so far, as SQLite counts them."""
        return int(connection.connection.total_changes) if connection.connection else 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started, before = time.perf_counter(), changes()
        result = execute(sql, params, many, context)
        figures.database += time.perf_counter() - started
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            words = sql.replace('"', "").split()
            table = words[1] if words[0] == "UPDATE" else words[2] if words[1] != "OR" else words[4]
            figures.written[table] += changes() - before
        return result

    profile = cProfile.Profile()
    working.answer_of = timed
    begun, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(watch):
        if show_profile:
            profile.enable()
        run = run_sync(provider=Provider.TMDB, mode="ids", source=named(keys), bounds=working.Bounds(patience=65.0))
        profile.disable()
    figures.wall, figures.cpu = time.perf_counter() - begun, time.process_time() - cpu
    working.answer_of = answer_of
    assert (run.done, run.error) == (len(keys), ""), (run.done, run.error)
    if show_profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    return figures


def _print(name: str, figures: Figures, count: int) -> None:
    print(f"{name}: {count} titles in {figures.wall:.1f} s wall, {figures.cpu:.1f} s of CPU")
    print(f"  waiting for the network {figures.waiting / figures.wall:.0%}, in the database {figures.database:.1f} s")
    books = {"catalog_crawljob", "catalog_syncrun"}
    print(f"  rows written: {sum(rows for table, rows in figures.written.items() if table not in books):,}", end="")
    print(f", of its own bookkeeping {sum(figures.written[table] for table in books):,}")
    print("   ", ", ".join(f"{table} {rows:,}" for table, rows in figures.written.most_common()))


def _print_rows() -> None:
    from catalog.models import Credit, Offer, SourceRecord, Title

    print(", ".join(f"{model._meta.verbose_name_plural}: {model._default_manager.count():,}"
                    for model in (Title, Credit, Offer, SourceRecord)))  # fmt: skip


if __name__ == "__main__":
    main()
