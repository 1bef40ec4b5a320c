"""Seeing what a request writes, so that what it cannot have changed need not be read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"})


def verb_of(sql: str) -> str:
    """The first word of a statement."""
    return sql.lstrip("( ").split(None, 1)[0].upper()


@contextmanager
def watched_writes() -> Iterator[list[str]]:
    """The statements that write, as they come."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if verb_of(sql) in WRITING:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
