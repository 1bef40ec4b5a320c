"""Names, people, genres, keywords, countries and ids of titles: what is missing is added, nothing is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from catalog.dedup.normalise import make_slug, name_key
from catalog.models import Country, Credit, ExternalId, Genre, Keyword, Person, Title, TitleName
from catalog.providers.records import TitleRecord
from moviesite.common.regions import country_name

Pair = tuple[Title, TitleRecord]
M = TypeVar("M", bound=Model)


def write_relations(pairs: Sequence[Pair]) -> set[int]:
    """Add what the records know and the rows lack; returns the ids of titles that gained something."""
    return {
        *_add(ExternalId, pairs, ("title_id", "source", "value"), _external_ids),
        *_add(TitleName, pairs, ("title_id", "language", "name"), _names),
        *_add_credits(pairs),
        *_link(Title.genres.through, pairs, "genre_id", _ids_of(Genre, "slug", _all(pairs, "genres")), "genres"),
        *_link(
            Title.keywords.through, pairs, "keyword_id", _ids_of(Keyword, "slug", _all(pairs, "keywords")), "keywords"
        ),
        *_link(
            Title.countries.through,
            pairs,
            "country_id",
            _ids_of(Country, "code", _all(pairs, "countries")),
            "countries",
        ),
    }


def _all(pairs: Sequence[Pair], attribute: str) -> list[str]:
    """Every value of a vocabulary in the batch, in order of appearance."""
    return list(dict.fromkeys(value for _, record in pairs for value in getattr(record, attribute)))


def _external_ids(title: Title, record: TitleRecord) -> Iterable[ExternalId]:
    for item in record.external_ids:
        yield ExternalId(title=title, source=str(item.source), value=item.value)


def _names(title: Title, record: TitleRecord) -> Iterable[TitleName]:
    for item in record.names:
        yield TitleName(title=title, language=item.language, name=item.name[:255], kind=str(item.kind))


def _add(model: type[M], pairs: Sequence[Pair], key: tuple[str, ...], rows_of: Any) -> set[int]:
    """Create the rows of `model` that do not exist yet; rows are equal when their `key` attributes are."""
    title_ids = [title.pk for title, _ in pairs]
    manager: Any = model._default_manager
    there = set(manager.filter(title_id__in=title_ids).order_by().values_list(*key))
    if model is ExternalId:  # an id that points to another title stays with it
        values = {item.value for _, record in pairs for item in record.external_ids}
        taken = set(manager.filter(value__in=values).order_by().values_list("source", "value"))
    else:
        taken = set()
    fresh: dict[tuple[Any, ...], Any] = {}
    for title, record in pairs:
        for row in rows_of(title, record):
            identity = tuple(getattr(row, name) for name in key)
            if identity not in there and identity[1:] not in taken:
                fresh.setdefault(identity, row)
                if model is ExternalId:
                    taken.add(identity[1:])
    manager.bulk_create(fresh.values(), batch_size=1000)
    return {identity[0] for identity in fresh}


def _ids_of(model: type[Model], column: str, values: Sequence[str]) -> dict[str, Any]:
    """Primary keys of a vocabulary's values, the missing ones made."""
    manager: Any = model._default_manager
    ids = dict(manager.filter(**{f"{column}__in": values}).order_by().values_list(column, "pk"))
    missing = [value for value in values if value not in ids]
    if missing:
        manager.bulk_create([_new_word(model, column, value) for value in missing])
        ids |= dict(manager.filter(**{f"{column}__in": missing}).order_by().values_list(column, "pk"))
    return ids


def _new_word(model: type[Model], column: str, value: str) -> Model:
    name = country_name(value) if model is Country else value.replace("-", " ")
    return model(**{column: value, "name": name if model is Country or model is Keyword else name.capitalize()})


def _link(through: Any, pairs: Sequence[Pair], column: str, ids: dict[str, Any], attribute: str) -> set[int]:
    """Add missing links of a many-to-many relation."""
    title_ids = [title.pk for title, _ in pairs]
    there = set(through.objects.filter(title_id__in=title_ids).order_by().values_list("title_id", column))
    fresh: dict[tuple[int, Any], Any] = {}
    for title, record in pairs:
        for value in getattr(record, attribute):
            identity = (title.pk, ids[value])
            if identity not in there:
                fresh.setdefault(identity, through(title_id=title.pk, **{column: ids[value]}))
    through.objects.bulk_create(fresh.values(), batch_size=1000)
    return {identity[0] for identity in fresh}


def _people(pairs: Sequence[Pair]) -> dict[str, int]:
    """Ids of all credited people by their key, the unknown ones made. People are told apart by name alone here."""
    names = {name_key(item.name): item.name for _, record in pairs for item in record.credits}
    rows = Person.objects.filter(name_key__in=names).order_by("-id").values_list("name_key", "pk")
    ids = dict(rows)
    missing = [key for key in names if key not in ids]
    if missing:
        Person.objects.bulk_create(
            [
                Person(name=names[key][:160], name_key=key, slug=make_slug(names[key], fallback="person"))
                for key in missing
            ]
        )
        ids |= dict(Person.objects.filter(name_key__in=missing).order_by().values_list("name_key", "pk"))
    return ids


def _add_credits(pairs: Sequence[Pair]) -> set[int]:
    people = _people(pairs)

    def credits_of(title: Title, record: TitleRecord) -> Iterable[Credit]:
        for item in record.credits:
            yield Credit(
                title=title,
                person_id=people[name_key(item.name)],
                role=str(item.role),
                character=item.character[:160],
                position=item.position,
            )

    return _add(Credit, pairs, ("title_id", "person_id", "role", "character"), credits_of)
