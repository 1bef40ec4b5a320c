"""Time until a visitor with a history has their next pair, among a thousand line-ups and among a million.

    python -m benchmarks.choose_pair [--sizes 1000 1000000] [--calls 600] [--json OUT]

Each size has a process and a database of its own, a fresh one in a temporary folder, or, with a PostgreSQL address in
DATABASE_URL, one made beside that database and dropped afterwards. The processes take turns, a few calls each, so that
a busy machine slows both alike. What counts is the ratio of the 95th percentiles; milliseconds depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.choose_pair_worker import BLOCK
from recommender.dataset.types import DoubleArray

KINDS = ("next", "plan")


class Contender:
    """A process that measures one size when it is asked to."""

    def __init__(self, size: int, folder: Path, url: str) -> None:
        self.size = size
        self.taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        folder.mkdir()
        environment = {
            **os.environ,  # noqa: TID251 (handed on to the process that measures)
            "MARQUEE_DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "moviesite.settings.dev",
            "LOG_LEVEL": "WARNING",
            "DEV_PAGES": "0",
        }
        command = [sys.executable, "-m", "benchmarks.choose_pair_worker", str(size)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, kind: str) -> None:
        """Measure one block of calls."""
        self.taken[kind] += self._answer(kind)

    def ready(self) -> None:
        """Wait until its rows are written, and let it warm up."""
        self._answer("next")
        self._answer("plan")

    def end(self) -> None:
        """Let it go."""
        self.process.communicate(timeout=60)

    def _answer(self, word: str) -> list[float]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process has no pipes")
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        found: list[float] = json.loads(self.process.stdout.readline())
        return found


def measure(sizes: list[int], calls: int, folder: Path, urls: dict[int, str]) -> dict[int, dict[str, list[float]]]:
    """Milliseconds of each call by size and kind. Sizes are filled one after the other, then take turns."""
    contenders = []
    for size in sizes:
        contender = Contender(size, folder / str(size), urls[size])
        contenders.append(contender)
        contender.ready()
    for number in range(-(-calls // BLOCK)):
        for contender in contenders:
            contender.ask("next")
            if number % 4 == 0:
                contender.ask("plan")
        print(f"\r{(number + 1) * BLOCK} of {calls} calls", end="", file=sys.stderr)
    print(file=sys.stderr)
    for contender in contenders:
        contender.end()
    return {contender.size: contender.taken for contender in contenders}


def _run(sizes: list[int], calls: int) -> tuple[str, dict[int, dict[str, list[float]]]]:
    asked = os.environ.get("DATABASE_URL", "")  # noqa: TID251 (a benchmark is told by it where to measure)
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as name:
        folder = Path(name)
        if not asked.startswith("postgres"):
            return "SQLite", measure(
                sizes, calls, folder, {size: f"sqlite:///{folder / f'{size}.db'}" for size in sizes}
            )
        return "PostgreSQL", _on_postgresql(asked, sizes, calls, folder)


def _on_postgresql(address: str, sizes: list[int], calls: int, folder: Path) -> dict[int, dict[str, list[float]]]:
    import psycopg

    base, _, _ = address.rpartition("/")
    names = {size: f"marquee_bench_{os.getpid()}_{size}" for size in sizes}
    with psycopg.connect(address, autocommit=True) as connection:
        for name in names.values():
            connection.execute(f"CREATE DATABASE {name}")
        try:
            return measure(sizes, calls, folder, {size: f"{base}/{name}" for size, name in names.items()})
        finally:
            for name in names.values():
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _percentile(taken: DoubleArray, q: int) -> float:
    return round(float(np.percentile(taken, q)), 2)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status: 1 when the ratio is above ``--limit``."""
    parser = argparse.ArgumentParser(prog="benchmarks.choose_pair", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--calls", type=int, default=600, help="per size")
    parser.add_argument("--limit", type=float, default=1.5)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    engine, taken = _run(options.sizes, options.calls)
    facts: dict[str, Any] = {"engine": engine}
    print(f"{engine:<12}{'line-ups':>12}{'p50 ms':>10}{'p95 ms':>10}")
    for kind in KINDS:
        for size in options.sizes:
            p50, p95 = (_percentile(np.array(taken[size][kind]), q) for q in (50, 95))
            facts[f"{kind} {size}"] = {"p50": p50, "p95": p95}
            print(f"{kind:<12}{size:>12,}{p50:>10.2f}{p95:>10.2f}")
        small, large = (facts[f"{kind} {size}"]["p95"] for size in options.sizes)
        facts[f"{kind} ratio"] = round(large / small, 2)
        print(f"{kind:<12}{'ratio':>12}{'':>10}{large / small:>10.2f}")
    if options.json:
        options.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return int(facts["next ratio"] > options.limit)


if __name__ == "__main__":
    sys.exit(main())
