"""Which facts of titles are not ours to learn from: those that only a provider says (decision 0017).

What curators, the demo catalog or MovieLens say counts, and so does what no record speaks of: somebody typed it in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings

from catalog.enums import Provider
from catalog.models import SourceRecord

#: Whose word models may learn from. The others allow that their content is shown, no more.
OWN = frozenset({Provider.CURATOR, Provider.DEMO, Provider.MOVIELENS})
FIELDS = ("language", "year")
CHUNK = 2000


@dataclass(slots=True)
class _Said:
    """What one side says of a title: values by field, and genres."""

    values: dict[str, set[Any]] = field(default_factory=lambda: {name: set() for name in FIELDS})
    genres: set[str] = field(default_factory=set)

    def add(self, values: Iterable[Any], genres: Iterable[str] | None) -> None:
        """One record's word."""
        for name, value in zip(FIELDS, values, strict=True):
            self.values[name].add(value)
        self.genres.update(genres or ())


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What a title has from providers alone: names of fields (of FIELDS), and slugs of genres."""

    title_id: int
    fields: frozenset[str]
    genres: frozenset[str]


def borrowed_facts() -> Iterator[Borrowed]:
    """What models must not learn from, title by title in the order of ids; nothing where the site may learn from all.

    Read as a stream of single facts, so that neither memory nor the records' other content grows with the catalog.
    """
    if settings.TMDB_FEATURES_IN_TRAINING:
        return
    foreign = SourceRecord.objects.exclude(provider__in=OWN).order_by()
    rows = SourceRecord.objects.filter(title_id__in=foreign.values("title_id")).order_by("title_id", "id")
    columns = rows.values_list(
        "title_id", "provider", *(f"title__{name}" for name in FIELDS), *(f"facts__{name}" for name in FIELDS),
        "facts__genres",
    )  # fmt: skip
    for title_id, group in groupby(columns.iterator(chunk_size=CHUNK), key=itemgetter(0)):
        found = _borrowed(title_id, list(group))
        if found.fields or found.genres:
            yield found


def borrowed_tags(title_ids: Collection[int]) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    """Slugs of genres and of keywords that only a provider says of some titles; titles without any are left out."""
    if settings.TMDB_FEATURES_IN_TRAINING:
        return {}
    sides: dict[int, dict[bool, tuple[set[str], set[str]]]] = {}
    rows = SourceRecord.objects.filter(title_id__in=title_ids).order_by("title_id", "id")
    columns = rows.values_list("title_id", "provider", "facts__genres", "facts__keywords")
    for title_id, provider, genres, keywords in columns.iterator(chunk_size=CHUNK):
        both = sides.setdefault(title_id, {True: (set(), set()), False: (set(), set())})
        both[provider in OWN][0].update(genres or ())
        both[provider in OWN][1].update(keywords or ())
    found = {
        title_id: (frozenset(both[False][0] - both[True][0]), frozenset(both[False][1] - both[True][1]))
        for title_id, both in sides.items()
    }
    return {title_id: tags for title_id, tags in found.items() if any(tags)}


def _borrowed(title_id: int, rows: list[tuple[Any, ...]]) -> Borrowed:
    ours, theirs = _Said(), _Said()
    held: tuple[Any, ...] = rows[0][2 : 2 + len(FIELDS)]
    for row in rows:
        side = ours if row[1] in OWN else theirs
        side.add(row[2 + len(FIELDS) : -1], row[-1])
    fields = frozenset(
        name
        for name, value in zip(FIELDS, held, strict=True)
        if value in theirs.values[name] and value not in ours.values[name]
    )
    return Borrowed(title_id, fields, frozenset(theirs.genres - ours.genres))
