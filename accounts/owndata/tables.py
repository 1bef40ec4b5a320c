"""What most sections are made of: tables whose rows name their member in one column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.owndata.registry import Row, Section

T = TypeVar("T")
BATCH = 500


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Some at a time."""
    walking = iter(items)
    while found := list(islice(walking, size)):
        yield found


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def moment(text: str) -> datetime:
    """The moment of an export; ValueError unless it names one. What claims to be still to come is now."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or found.year < 1900:
        raise ValueError(text)
    return min(found.astimezone(UTC), timezone.now())


def move_rows(
    model: type[Model], *, owner: str, source: User, target: User, unique: tuple[str, ...] = ()
) -> QuerySet[Any]:
    """Give rows to the target; of two with the same `unique` columns the target's stays. Returns the target's rows.

    NULLs never collide, in the databases and here.
    """
    rows = model._default_manager.filter(**{owner: source})
    if unique:
        taken = set(model._default_manager.filter(**{owner: target}).values_list(*unique))
        twice = [pk for pk, *key in rows.values_list("pk", *unique) if None not in key and tuple(key) in taken]
        for batch in batches(twice):
            model._default_manager.filter(pk__in=batch).delete()
    model._default_manager.filter(**{owner: source}).update(**{owner: target})
    return model._default_manager.filter(**{owner: target})


class TableSection(Section):
    """A section of one table: `columns` are exported under their own names, `owner` names the member."""

    model: ClassVar[type[Model]]
    owner: ClassVar[str] = "user"
    columns: ClassVar[tuple[str, ...]]
    unique: ClassVar[tuple[str, ...]] = ()

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return self.model._default_manager.filter(**{self.owner: user}).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """The columns."""
        for values in self.rows(user).values(*self.columns).iterator(chunk_size=2000):
            yield {name: plain(value) for name, value in values.items()}

    def merge(self, source: User, target: User) -> None:
        """Of two rows that cannot stand side by side the target's stays."""
        move_rows(self.model, owner=self.owner, source=source, target=target, unique=self.unique)
