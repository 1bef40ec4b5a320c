"""Names, people, words, pictures, videos, offers and ratings of titles, as their records say.

What a record says anew is added, what none says any more is taken away. Rows that no record ever spoke of were made by
a curator and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from catalog.dedup.precedence import Resolved
from catalog.models import Country, Credit, ExternalId, Genre, Keyword, Title, TitleName
from catalog.services.ingest.media import image_rows, offer_rows, rating_rows, video_rows
from catalog.services.ingest.people import People
from catalog.services.ingest.rows import Rows
from moviesite.common.regions import COUNTRIES

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Turn:
    """What a title's records said before and say now."""

    title: Title
    before: Resolved
    after: Resolved


def write_relations(turns: Sequence[Turn]) -> set[int]:
    """Bring the rows from what was said to what is said; returns the ids of titles that changed."""
    touched = _add_external_ids(turns)
    people = People(credit for turn in turns for state in (turn.before, turn.after) for credit, _ in state.credits)
    touched |= _write(turns, name_rows)
    touched |= _write(turns, lambda title, state: credit_rows(title, state, people))
    for through, column, model, field, name in (
        (Title.genres.through, "genre_id", Genre, "slug", "genres"),
        (Title.keywords.through, "keyword_id", Keyword, "slug", "keywords"),
        (Title.countries.through, "country_id", Country, "code", "countries"),
    ):
        touched |= _link(turns, through, column, _ids_of(model, field, _words(turns, name)), name)
    for rows_of in (image_rows, video_rows, rating_rows):
        touched |= _write(turns, rows_of)
    touched |= _write(turns, offer_rows(_states(turns)))
    return touched


def _states(turns: Iterable[Turn]) -> list[Resolved]:
    """Every state of the turns."""
    return [state for turn in turns for state in (turn.before, turn.after)]


def name_rows(title: Title, state: Resolved) -> Rows:
    """The title's further names."""
    rows = Rows(TitleName, ("language", "name"), ("kind",))
    for item, _provider in state.lists["names"]:
        rows.put(
            TitleName(
                title_id=title.pk,
                language=item.get("language", ""),
                name=item["name"][:255],
                kind=item.get("kind", "official"),
            )
        )
    return rows


def credit_rows(title: Title, state: Resolved, people: People) -> Rows:
    """Who did what: of one person in one role a row with the part stands for one without."""
    rows = Rows(Credit, ("person_id", "role", "character"), ("position",))
    positions: dict[str, int] = {}
    placed: dict[tuple[int, str], tuple[int, str]] = {}
    for credit, _provider in state.credits:
        person_id = people.id_of(credit)
        if person_id is None:
            continue
        role, character = str(credit["role"]), credit.get("character", "")[:160]
        there = placed.get((person_id, role))
        if there is None:
            positions[role] = positions.get(role, -1) + 1
            placed[person_id, role] = (positions[role], character)
        elif character and not there[1]:
            placed[person_id, role] = (there[0], character)
    for (person_id, role), (position, character) in placed.items():
        rows.put(Credit(title_id=title.pk, person_id=person_id, role=role, character=character, position=position))
    return rows


def _write(turns: Sequence[Turn], rows_of: Callable[[Title, Resolved], Rows]) -> set[int]:
    """Upsert what is new or says something else, delete what is no longer said."""
    fresh: list[Model] = []
    gone = Q()
    touched: set[int] = set()
    form: Rows | None = None
    for turn in turns:
        before, after = rows_of(turn.title, turn.before), rows_of(turn.title, turn.after)
        form = after
        changed = [row for key, row in after.items() if before.values_of(key) != after.values_of(key)]
        lost = [key for key, _row in before.items() if after.values_of(key) is None]
        fresh += changed
        for key in lost:
            gone |= Q(title_id=turn.title.pk, **dict(zip(after.key, key, strict=True)))
        if changed or lost:
            touched.add(turn.title.pk)
    if form is None or not touched:
        return set()
    manager: Any = form.model._default_manager
    if gone:
        manager.filter(gone).delete()
    _upsert(manager, fresh, form)
    return touched


def _upsert(manager: Any, rows: Sequence[Model], form: Rows) -> None:
    target = ["title", *form.unique] if connection.features.supports_update_conflicts_with_target else None
    manager.bulk_create(
        rows, update_conflicts=True, update_fields=list(form.columns), unique_fields=target, batch_size=BATCH
    )


def _add_external_ids(turns: Sequence[Turn]) -> set[int]:
    """Ids are only ever added: an id says which title is meant, even when its source is forgotten. One that points to
    another title stays with it."""
    wanted: dict[tuple[str, str], int] = {}
    for turn in turns:
        known = [item for item, _ in turn.before.lists["external_ids"]]
        for item, _provider in turn.after.lists["external_ids"]:
            if item not in known:
                wanted.setdefault((str(item["source"]), item["value"]), turn.title.pk)
    if not wanted:
        return set()
    values = {value for _source, value in wanted}
    taken = set(ExternalId.objects.filter(value__in=values).order_by().values_list("source", "value"))
    fresh = [
        ExternalId(title_id=title_id, source=source, value=value)
        for (source, value), title_id in wanted.items()
        if (source, value) not in taken
    ]
    ExternalId.objects.bulk_create(fresh, batch_size=BATCH)
    return {row.title_id for row in fresh}


def _words(turns: Sequence[Turn], name: str) -> list[str]:
    """Every value of a vocabulary in the batch, in order of appearance."""
    return list(dict.fromkeys(value for state in _states(turns) for value, _ in state.lists[name]))


def _ids_of(model: type[Model], column: str, values: Sequence[str]) -> dict[str, Any]:
    """Primary keys of a vocabulary's values, the missing ones made."""
    manager: Any = model._default_manager
    ids = dict(manager.filter(**{f"{column}__in": values}).order_by().values_list(column, "pk"))
    missing = [value for value in values if value not in ids]
    if missing:
        manager.bulk_create([_new_word(model, column, value) for value in missing], ignore_conflicts=True)
        ids |= dict(manager.filter(**{f"{column}__in": missing}).order_by().values_list(column, "pk"))
    return ids


def _new_word(model: type[Model], column: str, value: str) -> Model:
    name = COUNTRIES.get(value, value) if model is Country else value.replace("-", " ")
    return model(**{column: value, "name": name if model is Country or model is Keyword else name.capitalize()})


def _link(turns: Sequence[Turn], through: Any, column: str, ids: Mapping[str, Any], name: str) -> set[int]:
    """Links of a many-to-many relation."""
    fresh, gone = [], Q()
    touched: set[int] = set()
    for turn in turns:
        before = {value for value, _ in turn.before.lists[name]}
        after = dict.fromkeys(value for value, _ in turn.after.lists[name])
        new, lost = [value for value in after if value not in before], before - after.keys()
        fresh += [through(title_id=turn.title.pk, **{column: ids[value]}) for value in new]
        if lost:
            gone |= Q(title_id=turn.title.pk, **{f"{column}__in": [ids[value] for value in lost]})
        if new or lost:
            touched.add(turn.title.pk)
    if gone:
        through.objects.filter(gone).delete()
    through.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    return touched
