"""What a record says, as lines that a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 40  # lines of one fact
_FIRST = ("title", "name", "role", "kind", "platform", "source", "key", "value", "url")


@dataclass(frozen=True, slots=True)
class Said:
    """One fact with its values; `more` counts those that are left out."""

    label: str
    values: tuple[str, ...]
    more: int = 0


def readable(facts: Mapping[str, Any]) -> list[Said]:
    """The facts of a record in the order of their names; lists are cut short."""
    found = []
    for name, value in facts.items():
        values = value if isinstance(value, list) else [value]
        lines = tuple(_line(item) for item in values[:MOST])
        found.append(Said(name.replace("_", " "), lines, max(0, len(values) - MOST)))
    return found


def as_text(value: Any) -> str:
    """The value of a field in one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _line(value: Any) -> str:
    if isinstance(value, Mapping):
        names = [*(name for name in _FIRST if name in value), *(name for name in value if name not in _FIRST)]
        return " · ".join(str(value[name]) for name in names if name != "position")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)
