"""Which title a line of a foreign export means.

External ids decide first. Then names do: folded as search folds them (catalog.search.folding), so that accents, scripts
and habits of romanisation do not matter, in the same year, else in a neighbouring one: services disagree on premieres.
Names are looked up among the display names first, which an index serves; only what is left walks all other names, once
for a whole file. However many lines there are, the number of queries grows by the thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from catalog.dedup.normalise import fold_case, sort_title
from catalog.enums import Source, TitleKind, TitleStatus
from catalog.models import ExternalId, SearchDocument, Title
from catalog.search.folding import fold_words
from ratings.importers.rows import ImportedRow

BATCH = 500
MOST_CANDIDATES = 6
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Match:
    """The title that is meant, or those that could be, the most rated first. `score` is 0 to 1, how sure it is."""

    title_id: int | None = None
    candidates: tuple[int, ...] = ()
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    title_id: int
    kind: str
    year: int | None
    names: frozenset[str]
    fame: int


def find_titles(films: Mapping[str, ImportedRow]) -> dict[str, Match]:
    """A match for each film, by the same keys; published titles only."""
    matches = _by_ids(films)
    left = {key: row for key, row in films.items() if key not in matches and row.name}
    folded = {key: tuple(fold_words(row.name)) for key, row in left.items()}
    found = _by_display_names(folded)
    facts = _facts({pk for pks in found.values() for pk in pks})
    for key, row in left.items():
        match = _choose(row, [facts[pk] for pk in found[key] if pk in facts])
        if match.title_id is not None or match.candidates:
            matches[key] = match
    rest = {key: folded[key] for key in left if key not in matches and folded[key]}
    others = _by_any_name(rest)
    facts = _facts({pk for pks in others.values() for pk in pks})
    for key in left:
        if key not in matches:
            matches[key] = _choose(left[key], [facts[pk] for pk in others[key] if pk in facts])
    return {key: matches.get(key, Match()) for key in films}


def _by_ids(films: Mapping[str, ImportedRow]) -> dict[str, Match]:
    wanted = {key: ids for key, row in films.items() if (ids := list(_ids_of(row)))}
    known: dict[tuple[str, str], int] = {}
    for values in _batches(dict.fromkeys(value for ids in wanted.values() for _, value in ids)):
        rows = ExternalId.objects.filter(value__in=values, title__status=TitleStatus.PUBLISHED).order_by()
        known.update({(source, value): pk for source, value, pk in rows.values_list("source", "value", "title_id")})
    found = {key: list(dict.fromkeys(known[pair] for pair in ids if pair in known)) for key, ids in wanted.items()}
    unclear = _facts({pk for pks in found.values() if len(pks) > 1 for pk in pks})
    matches: dict[str, Match] = {}
    for key, pks in found.items():
        if len(pks) == 1:
            matches[key] = Match(pks[0], score=1.0, reason="By its id")
        elif pks:
            same = [pk for pk in pks if pk in unclear and fold_case(films[key].name) in unclear[pk].names]
            if len(same) == 1:
                matches[key] = Match(same[0], score=0.95, reason="By its id and name")
            else:
                matches[key] = Match(candidates=tuple(pks[:MOST_CANDIDATES]), score=0.5, reason="Its ids disagree")
    return matches


def _ids_of(row: ImportedRow) -> Iterator[tuple[str, str]]:
    """The ids of a line as the catalog keeps them, the surest first."""
    if row.imdb_id:
        yield Source.IMDB.value, row.imdb_id
    if row.tmdb_id and row.tmdb_kind != "tv":
        yield Source.TMDB_MOVIE.value, row.tmdb_id
    if row.tmdb_id and row.tmdb_kind != "movie":
        yield Source.TMDB_TV.value, row.tmdb_id
    if row.mal_id:
        yield Source.MAL.value, row.mal_id
    if row.movielens_id:
        yield Source.MOVIELENS.value, row.movielens_id


def _by_display_names(folded: Mapping[str, tuple[str, ...]]) -> dict[str, list[int]]:
    keys = {key: "".join(words)[:255] for key, words in folded.items() if words}
    titles: dict[str, list[int]] = defaultdict(list)
    for prefixes in _batches(dict.fromkeys(keys.values())):
        rows = SearchDocument.objects.filter(prefix__in=prefixes, title__status=TitleStatus.PUBLISHED).order_by()
        for prefix, pk in rows.values_list("prefix", "title_id"):
            titles[prefix].append(pk)
    return {key: titles.get(keys.get(key, ""), []) for key in folded}


def _by_any_name(folded: Mapping[str, tuple[str, ...]]) -> dict[str, list[int]]:
    """Titles by any of their names: one walk over all documents, whose names are folded already."""
    keys: dict[str, list[str]] = defaultdict(list)
    for key, words in folded.items():
        keys[" ".join(words)].append(key)
    found: dict[str, list[int]] = {key: [] for key in folded}
    if not keys:
        return defaultdict(list)
    rows = SearchDocument.objects.filter(title__status=TitleStatus.PUBLISHED).order_by("title_id")
    for pk, names in rows.values_list("title_id", "names").iterator(chunk_size=5000):
        for line in names.split("\n")[:-1]:  # the last line holds words written as one
            for key in keys.get(line.strip(), ()):
                if pk not in found[key]:
                    found[key].append(pk)
    return defaultdict(list, found)


def _facts(title_ids: Iterable[int]) -> dict[int, _Facts]:
    found: dict[int, _Facts] = {}
    columns = ("pk", "kind", "year", "title", "original_title", "stats__rating_count")
    for pks in _batches(title_ids):
        for pk, kind, year, title, original, fame in Title.objects.filter(pk__in=pks).order_by().values_list(*columns):
            names = frozenset({fold_case(title), fold_case(original), sort_title(title)})
            found[pk] = _Facts(pk, kind, year, names, fame or 0)
    return found


def _choose(row: ImportedRow, titles: Sequence[_Facts]) -> Match:
    """The one of several titles of that name which the year, the kind and the spelling point to."""
    kind = {"movie": TitleKind.MOVIE.value, "tv": TitleKind.TV.value}.get(row.tmdb_kind)
    fitting = [title for title in titles if kind is None or title.kind == kind]
    if row.year is None:
        pool, score, reason = fitting, 0.8, "By its name"
    elif pool := [title for title in fitting if title.year == row.year]:
        score, reason = 0.95, "By its name and year"
    else:
        pool = [title for title in fitting if title.year is None or abs(title.year - row.year) == 1]
        score, reason = 0.85, "By its name, a year apart"
    if len(pool) > 1:
        spelled = [title for title in pool if fold_case(row.name) in title.names]
        pool = spelled if len(spelled) == 1 else pool
    if len(pool) == 1:
        return Match(pool[0].title_id, score=score, reason=reason)
    famous = sorted(pool, key=lambda title: (-title.fame, title.title_id))[:MOST_CANDIDATES]
    return Match(candidates=tuple(title.title_id for title in famous), score=0.5 if pool else 0.0)


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    source = iter(values)
    while batch := list(islice(source, BATCH)):
        yield batch
