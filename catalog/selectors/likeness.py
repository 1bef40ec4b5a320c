"""What of the catalog's titles is compared when they might be one, and which titles are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q

from catalog.dedup.matching import Facts, name_keys, people_keys
from catalog.enums import CreditRole
from catalog.models import Credit, ExternalId, SearchDocument, Title, TitleName

BATCH = 500
NEAR = 2  # years
CAST = 12  # so many of a cast are compared; those further down differ between sources
MAKERS = frozenset({CreditRole.DIRECTOR, CreditRole.CREATOR})
T = TypeVar("T")


def load_facts(title_ids: Iterable[int]) -> dict[int, Facts]:
    """What is compared, by title id. Six queries for each 500 titles."""
    found: dict[int, Facts] = {}
    for pks in batches(sorted(set(title_ids))):
        found |= _load_batch(pks)
    return found


def _load_batch(pks: Sequence[int]) -> dict[int, Facts]:
    columns = ("pk", "title", "original_title", "kind", "year", "runtime", "language")
    titles = list(Title.objects.filter(pk__in=pks).order_by("pk").values_list(*columns))
    names = _gather(TitleName, pks, "name")
    ids = _gather(ExternalId, pks, "source", "value")
    countries = _gather(Title.countries.through, pks, "country__code")
    genres = _gather(Title.genres.through, pks, "genre__slug")
    makers: dict[int, list[str]] = defaultdict(list)
    cast: dict[int, list[str]] = defaultdict(list)
    credited = Credit.objects.filter(title_id__in=pks, role__in=(*MAKERS, CreditRole.ACTOR)).order_by("position", "id")
    for pk, role, person in credited.values_list("title_id", "role", "person__name"):
        (cast if role == CreditRole.ACTOR else makers)[pk].append(person)
    return {
        pk: Facts(
            names=name_keys((title, original, *names[pk])),
            kind=kind,
            year=year,
            runtime=runtime,
            language=language,
            countries=frozenset(countries[pk]),
            genres=frozenset(genres[pk]),
            makers=people_keys(makers[pk]),
            cast=people_keys(cast[pk][:CAST]),
            ids=frozenset(ids[pk]),
        )
        for pk, title, original, kind, year, runtime, language in titles
    }


def _gather(model: Any, pks: Sequence[int], *columns: str) -> defaultdict[int, list[Any]]:
    """Values of a related table by title: plain ones of one column, tuples of several."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, *values in model.objects.filter(title_id__in=pks).order_by().values_list("title_id", *columns):
        found[pk].append(values[0] if len(values) == 1 else tuple(values))
    return found


def titles_like(wanted: Sequence[Facts]) -> list[list[int]]:
    """For each the titles that share an id with it, or a name and, where both say one, nearly the year.

    Display names are found by an index. Other names need a walk over the names of the years in question, once for all;
    titles that were merged into others are never among them.
    """
    found: list[dict[int, None]] = [{} for _ in wanted]
    by_id = _by_ids(wanted)
    by_name = _by_display_names(wanted)
    for index, facts in enumerate(wanted):
        found[index] |= dict.fromkeys(pk for pair in sorted(facts.ids) for pk in by_id.get(pair, ()))
        found[index] |= dict.fromkeys(pk for name in sorted(facts.names) for pk in by_name.get(name, ()))
    _add_other_names(wanted, found)
    return [list(pks) for pks in found]


def _by_ids(wanted: Sequence[Facts]) -> dict[tuple[str, str], list[int]]:
    values: dict[str, set[str]] = defaultdict(set)
    for facts in wanted:
        for space, value in facts.ids:
            values[space].add(value)
    condition = Q()
    for space, these in values.items():
        condition |= Q(source=space, value__in=these)
    if not condition:
        return {}
    rows = ExternalId.objects.filter(condition, title__merged_into=None).order_by()
    return {(space, value): [pk] for space, value, pk in rows.values_list("source", "value", "title_id")}


def _by_display_names(wanted: Sequence[Facts]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for keys in batches(sorted({name[:255] for facts in wanted for name in facts.names})):
        rows = SearchDocument.objects.filter(prefix__in=keys, title__merged_into=None).order_by("title_id")
        for key, pk in rows.values_list("prefix", "title_id"):
            found[key].append(pk)
    return found


def _add_other_names(wanted: Sequence[Facts], found: Sequence[dict[int, None]]) -> None:
    """Titles by any of their names, in whatever spelling, among those of the years that the records speak of."""
    holders: dict[str, list[int]] = defaultdict(list)
    years: set[int] = set()
    for index, facts in enumerate(wanted):
        if facts.year is not None:
            years.update(range(facts.year - NEAR, facts.year + NEAR + 1))
            for name in facts.names:
                holders[name].append(index)
    if not years:
        return
    rows = SearchDocument.objects.filter(title__year__in=sorted(years), title__merged_into=None).order_by("title_id")
    for pk, year, names in rows.values_list("title_id", "title__year", "names").iterator(chunk_size=5000):
        for line in names.split("\n")[:-1]:  # the last line holds words written as one
            for index in holders.get(line.replace(" ", ""), ()):
                if abs((wanted[index].year or 0) - (year or 0)) <= NEAR:
                    found[index][pk] = None


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Parts of at most `size`."""
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch
