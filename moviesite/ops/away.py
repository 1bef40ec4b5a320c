"""A database that is away for a moment: told apart from a mistake of ours, and answered with 503 instead of 500."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

RETRY_AFTER = 2  # seconds; a restart of PostgreSQL or MariaDB takes about as long
# Connections refused, lost or too many, shutting down, crash recovery, lock waits, deadlocks, time limits.
_MYSQL = {1040, 1053, 1205, 1213, 1969, 2002, 2003, 2006, 2013, 2014, 4031}
_CLASSES = ("08", "53", "57", "40", "55P03")


def is_away(error: BaseException | None) -> bool:
    """Whether a database error says that the same request may well succeed a little later."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if cause is not None and hasattr(cause, "sqlstate"):  # psycopg; without a state there was no connection
        return cause.sqlstate is None or cause.sqlstate.startswith(_CLASSES)
    code = error.args[0] if error.args else None
    return code in _MYSQL or "locked" in str(error)
