"""A title's rows of one table, by what makes two of them the same."""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any

from django.db.models import Model


class Rows:
    """Rows that are equal when their `key` attributes are; `columns` may change without making another row."""

    def __init__(self, model: type[Model], key: tuple[str, ...], columns: tuple[str, ...]) -> None:
        self.model = model
        self.key = key
        self.columns = columns
        self._rows: dict[tuple[Any, ...], Any] = {}

    @property
    def unique(self) -> list[str]:
        """The key as names of fields."""
        return [name.removesuffix("_id") for name in self.key]

    def put(self, row: Any) -> None:
        """Add a row unless an equal one is there: the first is the better believed."""
        self._rows.setdefault(tuple(getattr(row, name) for name in self.key), row)

    def items(self) -> ItemsView[tuple[Any, ...], Any]:
        """Keys with their rows."""
        return self._rows.items()

    def values_of(self, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """What a row says beside its key, apart from when it was asked; None without such a row."""
        row = self._rows.get(key)
        if row is None:
            return None
        return tuple(getattr(row, name) for name in self.columns if name not in {"fetched_at", "checked_at"})
