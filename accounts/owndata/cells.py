"""Rows as tables that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
RUNNABLE = ("=", "+", "-", "@", "\t", "\r")


def flat(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A row with one level: what lies deeper is named `title.name`, lists are JSON."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= flat(value, f"{prefix}{name}.")
        else:
            cells[prefix + name] = cell(value)
    return cells


def cell(value: Any) -> str:
    """A value as a cell. Only text can be run, so only text is defused; -1 stays a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return defused(value)
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def defused(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would run it.

    Text that is such an apostrophe and more gets another, so `restored` gives back every text exactly.
    """
    return f"'{text}" if text.lstrip("'").startswith(RUNNABLE) else text


def restored(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RUNNABLE) else text
