"""How well records find their titles by what they say, without the ids that would tell.

    python -m benchmarks.title_matching --movielens FOLDER [--fixtures FOLDER] [--errors N]

The catalog is the embedded demo catalog, in a database of its own. Each film of a MovieLens data set (`movies.csv`,
`links.csv`) is matched by its name, year and genres alone; `links.csv` tells whether that was right. With a folder of
payloads of TMDB and OMDb, films in them are matched likewise, by what they say of names, years, languages and people.
Precision is of those that would be merged without asking; recall counts records whose title is in the catalog.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog.providers.records import TitleRecord
    from catalog.services.matching import Match

GENRES = {
    "Children": "family", "Film-Noir": "crime", "Sci-Fi": "science-fiction", "IMAX": "", "(no genres listed)": "",
}  # fmt: skip
Truth = dict[tuple[str, str], int]


@dataclass(slots=True)
class Case:
    """A record without its ids, and the ids it had."""

    record: TitleRecord
    ids: list[tuple[str, str]]


@dataclass(slots=True)
class Figures:
    """What came of the cases; `wrong` and `missed` name them. `untold`: the title has no id that could tell."""

    merged: int = 0
    right: int = 0
    asked: int = 0
    untold: int = 0
    there: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def main() -> None:
    """Seed, match, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--movielens", type=Path, required=True, help="folder with movies.csv and links.csv")
    parser.add_argument("--fixtures", type=Path, help="folder with payloads of TMDB and OMDb as .json")
    parser.add_argument("--errors", type=int, default=30, help="how many of each kind to name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        _start(Path(folder))
        _judge("MovieLens", list(_movielens(options.movielens)), options.errors)
        if options.fixtures:
            _judge("payloads", list(_payloads(options.fixtures)), options.errors)


def _start(folder: Path) -> None:
    """Django on an empty database with the demo catalog."""
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="moviesite.settings.dev",
        LOG_LEVEL="WARNING",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from catalog.services.ingest.demo import seed_demo_titles

    call_command("migrate", verbosity=0)
    seed_demo_titles()


def _movielens(folder: Path) -> Iterator[Case]:
    from catalog.dedup.matching import split_year
    from catalog.enums import Source
    from catalog.providers.records import ExternalIdRecord, TitleRecord

    with (folder / "links.csv").open(encoding="utf-8") as file:
        links = {row["movieId"]: (f"tt{row['imdbId']}", row["tmdbId"]) for row in csv.DictReader(file)}
    with (folder / "movies.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            imdb_id, tmdb_id = links[row["movieId"]]
            title, year = split_year(row["title"].strip())
            genres = (GENRES.get(word, word.lower()) for word in row["genres"].split("|"))
            record = TitleRecord(
                external_ids=(ExternalIdRecord(Source.MOVIELENS, row["movieId"]),),
                title=title,
                year=year,
                genres=tuple(filter(None, genres)),
            )
            yield Case(record, [("imdb", imdb_id), ("tmdb_movie", tmdb_id)])


def _payloads(folder: Path) -> Iterator[Case]:
    """Every object in the files that looks like a film or a series of TMDB or OMDb, once for each id."""
    seen: set[tuple[str, str]] = set()
    for path in sorted(folder.rglob("*.json")):
        for item in _objects(json.loads(path.read_text(encoding="utf-8"))):
            case = _case(item)
            if case is not None and not seen.intersection(case.ids):
                seen.update(case.ids)
                yield case


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(part)


def _case(item: dict[str, Any]) -> Case | None:
    from catalog.enums import CreditRole, Source, TitleKind
    from catalog.providers.records import CreditRecord, ExternalIdRecord, TitleRecord

    tmdb = Source.TMDB_TV if "name" in item else Source.TMDB_MOVIE
    ids: list[tuple[str, str]] = []
    if str(item.get("imdbID") or item.get("imdb_id") or "").startswith("tt"):
        ids.append(("imdb", str(item.get("imdbID") or item["imdb_id"])))
    if "original_title" in item or "original_name" in item:
        ids.append((str(tmdb), str(item["id"])))
    elif "imdbID" not in item:
        return None
    is_tv = (tmdb == Source.TMDB_TV and "original_name" in item) or item.get("Type") == "series"
    day = item.get("release_date") or item.get("first_air_date") or item.get("Year") or ""
    makers = [name for name in str(item.get("Director", "")).split(", ") if name not in {"", "N/A"}]
    makers += [person["name"] for person in item.get("created_by") or ()]
    record = TitleRecord(
        external_ids=(ExternalIdRecord(Source.LETTERBOXD, f"case-{ids[0][1]}"),),
        title=item.get("title") or item.get("name") or item["Title"],
        original_title=item.get("original_title") or item.get("original_name") or "",
        kind=TitleKind.TV if is_tv else TitleKind.MOVIE,
        language=item.get("original_language") or "",
        year=int(day[:4]) if day[:4].isdigit() else None,
        runtime=item.get("runtime") or None,
        credits=tuple(CreditRecord(name, CreditRole.DIRECTOR) for name in makers),
    )
    return Case(record, ids)


def _judge(name: str, cases: list[Case], shown: int) -> None:
    from catalog.models import ExternalId, Title
    from catalog.services.matching import match_records

    rows = ExternalId.objects.values_list("source", "value", "title_id")
    truth: Truth = {(source, value): pk for source, value, pk in rows}
    told: dict[int, set[str]] = {}
    for source, _, pk in rows:
        told.setdefault(pk, set()).add(source)
    names = {title.pk: str(title) for title in Title.objects.all()}
    begun = time.process_time()
    matches = match_records([case.record for case in cases])
    seconds = time.process_time() - begun
    figures = Figures()
    for case, match in zip(cases, matches, strict=True):
        meant = next((truth[pair] for pair in case.ids if pair in truth), None)
        spaces = {pair[0] for pair in case.ids}
        if match is not None and match.certain and meant is None and not spaces & told[match.title_id]:
            figures.untold += 1
        else:
            _count(figures, case, match, meant, names)
    merged, there = max(1, figures.merged), max(1, figures.there)
    print(f"{name}: {len(cases)} records, {figures.there} of them in the catalog, {seconds:.1f} s of CPU")
    print(
        f"  merged without asking {figures.merged + figures.untold}; {figures.untold} cannot be judged for want of ids"
    )
    print(f"  precision {figures.right / merged:.4f}", end=", ")
    print(f"recall {figures.right / there:.4f}; with the desk {(figures.right + figures.asked) / there:.4f}")
    for word, found in (("wrong", figures.wrong), ("missed", figures.missed)):
        print(f"  {word}: {len(found)}")
        for line in found[:shown]:
            print(f"    {line}")


def _count(figures: Figures, case: Case, match: Match | None, meant: int | None, names: dict[int, str]) -> None:
    label = f"{case.record.title} ({case.record.year})"
    figures.there += meant is not None
    if match is not None and match.certain:
        figures.merged += 1
        figures.right += match.title_id == meant
        if match.title_id != meant:
            figures.wrong.append(f"{label} taken for {names[match.title_id]}, meant {names.get(meant or 0, 'none')}")
    elif meant is not None:
        asked = match is not None and match.title_id == meant
        figures.asked += asked
        score = f"{match.score:.2f} {match.reasons}" if match is not None and asked else "not found"
        figures.missed.append(f"{label}, meant {names[meant]}: {score}")


if __name__ == "__main__":
    main()
