"""Migrations next to a running site: they wait briefly for locks, so that requests do not queue up behind them.

A migration that cannot get its lock in two seconds fails and is run again; a query that came after it would else wait
as long as the migration does. Its own statements may take as long as they need, such as building an index.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

LOCK_SECONDS = 2

_BEFORE = {
    "postgresql": (f"SET lock_timeout = '{LOCK_SECONDS}s'", "SET statement_timeout = 0"),
    "mysql": (f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}",),
}
_AFTER = {
    "postgresql": ("RESET lock_timeout", "RESET statement_timeout"),
    "mysql": ("SET SESSION lock_wait_timeout = DEFAULT",),
}


def hurry(using: str, **_: Any) -> None:
    """Before migrating: short waits, long work. Behind a transaction pooler a session's settings would be others'."""
    _run(_BEFORE, using)


def relax(using: str, **_: Any) -> None:
    """After migrating: the connection is as it was."""
    _run(_AFTER, using)


def _run(statements: dict[str, tuple[str, ...]], using: str) -> None:
    connection = connections[using]
    if settings.DATABASE_POOLER:
        return
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, ()):
            cursor.execute(statement)
