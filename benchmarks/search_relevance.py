"""Whether search finds what is meant: judged queries over the demo catalog.

    python -m benchmarks.search_relevance [--engine catalog.search.plain.PlainBackend] [--misses] [--json OUT]

`benchmarks/judgements/search.json` names for each query the titles that answer it; the score is the mean reciprocal
rank of the first of them. Every other query belongs to the half that rules are tuned on, the rest tells whether they
hold. Runs on SQLite, or in the empty database that DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

JUDGEMENTS = Path(__file__).parent / "judgements" / "search.json"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """A query, the slugs of titles that answer it, and which half of the set it belongs to."""

    group: str
    query: str
    expected: frozenset[str]
    tuned_on: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Reciprocal rank of the first answer among ten, 0 without one, and whether anything at all was found."""

    judgement: Judgement
    score: float
    found_any: bool


def read_judgements(path: Path = JUDGEMENTS) -> list[Judgement]:
    """All of them."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Judgement(row["group"], row["query"], frozenset(row["expected"]), index % 2 == 0)
        for index, row in enumerate(rows)
    ]


def judge(judgements: Iterable[Judgement], title_ids: Mapping[str, int]) -> list[Outcome]:
    """Ask the engine of this process; `title_ids` by the slugs that judgements use."""
    from catalog.search.filters import TitleFilters
    from catalog.search.registry import get_backend

    engine, outcomes = get_backend(), []
    for item in judgements:
        wanted = {title_ids[slug] for slug in item.expected}
        hits = [hit.title_id for hit in engine.search(item.query, TitleFilters(), limit=DEPTH).hits]
        rank = next((place for place, title_id in enumerate(hits, 1) if title_id in wanted), None)
        outcomes.append(Outcome(item, 1 / rank if rank else 0.0, bool(hits)))
    return outcomes


def mean_score(outcomes: Sequence[Outcome]) -> float:
    """The mean reciprocal rank."""
    return sum(outcome.score for outcome in outcomes) / len(outcomes)


def demo_ids() -> dict[str, int]:
    """Title ids of the demo catalog by its own keys."""
    from catalog.enums import Source
    from catalog.models import ExternalId

    return dict(ExternalId.objects.filter(source=Source.DEMO).values_list("value", "title_id"))


def summary(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Figures by group, by half, and in all."""
    parts: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        parts[outcome.judgement.group].append(outcome)
        parts["= tuned on" if outcome.judgement.tuned_on else "= held out"].append(outcome)
    parts["= all"] = list(outcomes)
    return {
        name: {
            "queries": len(rows),
            "mrr": round(mean_score(rows), 3),
            "nothing": round(sum(not row.found_any for row in rows) / len(rows), 3),
        }
        for name, rows in parts.items()
    }


def main() -> None:
    """Seed, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="", help="dotted path; the one that fits the database unless told")
    parser.add_argument("--misses", action="store_true", help="list queries whose first answer is not the first hit")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        _start(Path(folder), options.engine)
        outcomes = judge(read_judgements(), demo_ids())
    figures = summary(outcomes)
    for name, row in figures.items():
        print(f"{name:<16} {row['queries']:>4} queries   MRR {row['mrr']:.3f}   without any hit {row['nothing']:.3f}")
    if options.misses:
        for outcome in outcomes:
            if outcome.score < 1:
                print(f"{outcome.score:.2f} {outcome.judgement.group}: {outcome.judgement.query}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _start(folder: Path, engine: str) -> None:
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="moviesite.settings.dev", LOG_LEVEL="WARNING"
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")  # noqa: TID251
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from catalog.services.ingest.demo import seed_demo_titles

    settings.SEARCH_BACKEND = engine
    call_command("migrate", verbosity=0)
    seed_demo_titles()


if __name__ == "__main__":
    main()
