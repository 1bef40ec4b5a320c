"""The embedded cache: one SQLite file shared by every process of a machine, with atomic counters.

Django's database cache counts every row on each write and reads before it writes in `incr`, so rate limits built on it
let more through than they say; its local-memory cache is private to a process. Here each call is one statement on a
file of its own, so the site's database never waits for the cache. Values are integers, bytes or JSON.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import orjson
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value, expires REAL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires)",
)
_PRAGMAS = ("busy_timeout=5000", "synchronous=OFF", "journal_mode=WAL")
_OPENING_TRIES = 50
_SWEEP_ONE_IN = 200  # writes between two sweeps, on average


class SqliteFileCache(BaseCache):
    """A cache in one SQLite file. `LOCATION` is its path; what is lost in a crash is only cache."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        # SQLite connections must not cross a fork or a thread.
        if getattr(self._local, "pid", None) != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            _prepare(connection)
            self._local.connection, self._local.pid = connection, os.getpid()
        return self._local.connection  # type: ignore[no-any-return]

    def _expiry(self, timeout: Any) -> float | None:
        """Unix time at which an entry ends; None never ends."""
        return self.get_backend_timeout(timeout)

    def _key(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The live value, else `default`."""
        row = (
            self._connection()
            .execute(
                "SELECT value FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)",
                (self._key(key, version), time.time()),
            )
            .fetchone()
        )
        return default if row is None else _decode(row[0])

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store `value`, replacing what is there."""
        self._connection().execute(
            "INSERT INTO entries VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires",
            (self._key(key, version), _encode(value), self._expiry(timeout)),
        )
        self._sweep_sometimes()

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store `value` only where no live one is; True for the one caller that stored it."""
        cursor = self._connection().execute(
            "INSERT INTO entries VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
            "WHERE entries.expires IS NOT NULL AND entries.expires <= ?",
            (self._key(key, version), _encode(value), self._expiry(timeout), time.time()),
        )
        self._sweep_sometimes()
        return cursor.rowcount == 1

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` in one statement and return the new value; ValueError without a live integer."""
        row = (
            self._connection()
            .execute(
                "UPDATE entries SET value = value + ? WHERE key = ? AND typeof(value) = 'integer' "
                "AND (expires IS NULL OR expires > ?) RETURNING value",
                (delta, self._key(key, version), time.time()),
            )
            .fetchall()
        )
        if not row:
            raise ValueError(f"Key {key!r} holds no counter")
        return int(row[0][0])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a live entry a new expiry; False without one."""
        cursor = self._connection().execute(
            "UPDATE entries SET expires = ? WHERE key = ? AND (expires IS NULL OR expires > ?)",
            (self._expiry(timeout), self._key(key, version), time.time()),
        )
        return cursor.rowcount == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove an entry; True if there was one."""
        return self._connection().execute("DELETE FROM entries WHERE key = ?", (self._key(key, version),)).rowcount == 1

    def clear(self) -> None:
        """Remove every entry."""
        self._connection().execute("DELETE FROM entries")

    def _sweep_sometimes(self) -> None:
        if random.randrange(_SWEEP_ONE_IN):
            return
        connection = self._connection()
        connection.execute("DELETE FROM entries WHERE expires <= ?", (time.time(),))
        (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
        if count > self._max_entries:
            connection.execute(
                "DELETE FROM entries WHERE key IN "
                "(SELECT key FROM entries WHERE expires IS NOT NULL ORDER BY expires LIMIT ?)",
                (count - self._max_entries * 9 // 10,),
            )


def _prepare(connection: sqlite3.Connection) -> None:
    """Settings and table. Turning WAL on ignores the busy timeout, so processes that open a new file together retry."""
    for attempt in range(1, _OPENING_TRIES + 1):
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            for statement in _SCHEMA:
                connection.execute(statement)
        except sqlite3.OperationalError:
            if attempt == _OPENING_TRIES:
                raise
            time.sleep(random.uniform(0.01, 0.1))
        else:
            return


def _encode(value: Any) -> int | bytes | str:
    """Integers and bytes as they are, so that counters can be added to in SQL; anything else as JSON text."""
    if type(value) is int or isinstance(value, bytes):
        return value
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _decode(stored: int | bytes | str) -> Any:
    return orjson.loads(stored) if isinstance(stored, str) else stored
