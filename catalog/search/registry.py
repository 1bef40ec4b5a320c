"""Which engine answers: the one named in SEARCH_BACKEND, else the one that fits the database."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from catalog.search.base import SearchBackend

_BY_VENDOR = {
    "sqlite": "catalog.search.sqlite_fts.SqliteBackend",
    "postgresql": "catalog.search.postgres.PostgresBackend",
}
_ANY = "catalog.search.plain.PlainBackend"


def get_backend() -> SearchBackend:
    """The engine of this process."""
    return _engine(getattr(settings, "SEARCH_BACKEND", "") or _BY_VENDOR.get(connection.vendor, _ANY))


@cache
def _engine(path: str) -> SearchBackend:
    engine: SearchBackend = import_string(path)()
    return engine
