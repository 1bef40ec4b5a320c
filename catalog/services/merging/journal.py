"""What a merge did to rows, step by step, as JSON; and the way back.

Going back, a row is given back only what the merge took from it: a field that somebody has changed since keeps what it
says, a row that is gone stays gone, and one whose member has left is not brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Field, Model, ProtectedError, QuerySet

from catalog.selectors.likeness import batches

Step = dict[str, Any]
Row = dict[str, Any]
Snapshot = dict[str, dict[Any, Row]]


class Journal:
    """Changes rows and remembers how."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def move(self, rows: QuerySet[Any], column: str, *, to: int | None, owner: str = "") -> list[Any]:
        """Write `to` into a column that holds the same value in all of `rows`; returns the rows' keys.

        `owner` is the column of the member whose rows they are, where what they see of them is cached.
        """
        held = list(rows.order_by("pk").values_list("pk", column, owner or "pk"))
        if not held:
            return []
        keys = [pk for pk, _, _ in held]
        for part in batches(keys):
            rows.model._base_manager.filter(pk__in=part).update(**{column: to})
        members = sorted({member for _, _, member in held if member is not None}) if owner else []
        plain = [_plain(pk) for pk in keys]
        self._note("move", rows.model, column=column, old=held[0][1], new=to, rows=plain, members=members)
        return keys

    def change(self, row: Model, **values: Any) -> None:
        """Write values into a row, without its own idea of when it was changed."""
        changed = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in values.items()}
        changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
        if changed:
            type(row)._base_manager.filter(pk=row.pk).update(**{name: values[name] for name in changed})
            self._note("change", type(row), row=_plain(row.pk), fields=changed)

    def remove(self, row: Model) -> None:
        """Delete a row that leads nowhere any more; all it said is kept here."""
        self._note("remove", type(row), row=_row(row))
        type(row)._base_manager.filter(pk=row.pk).delete()

    @contextmanager
    def watching(self, rows: Callable[[], Sequence[QuerySet[Any]]]) -> Iterator[None]:
        """Compare these rows before and after, whoever changes them meanwhile; the querysets are asked twice."""
        before = _snapshot(rows())
        yield
        after = _snapshot(rows())
        for label, old in before.items():
            model = apps.get_model(label)
            left = [pk for pk in old if pk not in after[label]]
            after[label] |= _snapshot([model._base_manager.filter(pk__in=left)])[label] if left else {}
        self._compare(before, after)

    def _compare(self, before: Snapshot, after: Snapshot) -> None:
        for label, new in after.items():
            model, old = apps.get_model(label), before[label]
            for pk, row in old.items():
                if pk not in new:
                    self._note("remove", model, row=row)
                elif fields := {name: [value, new[pk][name]] for name, value in row.items() if value != new[pk][name]}:
                    self._note("change", model, row=_plain(pk), fields=fields)
            if added := [_plain(pk) for pk in new if pk not in old]:
                self._note("add", model, rows=added)

    def _note(self, kind: str, model: type[Model], **what: Any) -> None:
        self.steps.append({"do": kind, "table": model._meta.label, **what})


def take_back(steps: Sequence[Mapping[str, Any]]) -> None:
    """Undo steps, the last first."""
    for step in reversed(steps):
        _UNDO[step["do"]](apps.get_model(step["table"]), step)


def without_lost(steps: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Steps without what could not be given back any more, since rows or those they belonged to are gone."""
    kept = []
    for step in steps:
        model = apps.get_model(step["table"])
        if step["do"] == "change" and not model._base_manager.filter(pk=step["row"]).exists():
            continue
        if step["do"] == "remove" and _orphaned(model, _values(model, step["row"])):
            continue
        kept.append(dict(step))
    return kept


def _undo_move(model: type[Model], step: Mapping[str, Any]) -> None:
    column = step["column"]
    for part in batches(step["rows"]):
        model._base_manager.filter(pk__in=part, **{column: step["new"]}).update(**{column: step["old"]})


def _undo_change(model: type[Model], step: Mapping[str, Any]) -> None:
    row = model._base_manager.filter(pk=step["row"]).first()
    if row is None:
        return
    fields = {name: model._meta.get_field(_field_name(model, name)) for name in step["fields"]}
    back = {
        name: _value(fields[name], old)
        for name, (old, new) in step["fields"].items()
        if getattr(row, name) == _value(fields[name], new)
    }
    if back and not _orphaned(model, back):
        model._base_manager.filter(pk=row.pk).update(**back)


def _undo_remove(model: type[Model], step: Mapping[str, Any]) -> None:
    values = _values(model, step["row"])
    row = model(**values)
    if not model._base_manager.filter(pk=row.pk).exists() and not _orphaned(model, values):
        row.save_base(raw=True, force_insert=True)  # as it was, times among it


def _undo_add(model: type[Model], step: Mapping[str, Any]) -> None:
    for pk in step["rows"]:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).delete()
        except ProtectedError:  # others build on it by now
            continue


_UNDO: Mapping[str, Callable[[type[Model], Mapping[str, Any]], None]] = {
    "move": _undo_move,
    "change": _undo_change,
    "remove": _undo_remove,
    "add": _undo_add,
}


def _orphaned(model: type[Model], values: Mapping[str, Any]) -> bool:
    """Whether one of the rows that the values lead to is gone."""
    for field in model._meta.concrete_fields:
        parent: Any = field.related_model
        value = values.get(field.attname)
        if parent is not None and value is not None and not parent._base_manager.filter(pk=value).exists():
            return True
    return False


def _snapshot(querysets: Sequence[QuerySet[Any]]) -> Snapshot:
    found: Snapshot = {}
    for rows in querysets:
        found.setdefault(rows.model._meta.label, {}).update({row.pk: _row(row) for row in rows.order_by("pk")})
    return found


def _row(row: Model) -> Row:
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    """A value as JSON, to the last digit and microsecond."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _values(model: type[Model], row: Row) -> dict[str, Any]:
    return {name: _value(model._meta.get_field(_field_name(model, name)), value) for name, value in row.items()}


def _value(field: Any, plain: Any) -> Any:
    return plain if isinstance(field, models.JSONField) else field.to_python(plain)


def _field_name(model: type[Model], attname: str) -> str:
    fields: Sequence[Field[Any, Any]] = model._meta.concrete_fields
    return next(field.name for field in fields if field.attname == attname)
