"""Which engine answers: the one named in SEARCH_BACKEND, OpenSearch where it has an address, else the database's."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from catalog.search.base import SearchBackend
from catalog.search.database import DatabaseBackend

_BY_VENDOR = {
    "sqlite": "catalog.search.sqlite_fts.SqliteBackend",
    "postgresql": "catalog.search.postgres.PostgresBackend",
}
_ANY = "catalog.search.plain.PlainBackend"


def get_backend() -> SearchBackend:
    """The engine of this process."""
    named = getattr(settings, "SEARCH_BACKEND", "")
    if not named and settings.OPENSEARCH_URL:
        return _opensearch(settings.OPENSEARCH_URL, settings.OPENSEARCH_PREFIX)
    return _engine(named) if named else database_engine()


def database_engine() -> DatabaseBackend:
    """The one that fits the database."""
    return _engine(_BY_VENDOR.get(connection.vendor, _ANY))


@cache
def _engine(path: str) -> DatabaseBackend:
    engine: DatabaseBackend = import_string(path)()
    return engine


@cache
def _opensearch(url: str, prefix: str) -> SearchBackend:
    from catalog.search.opensearch import OpenSearchBackend

    return OpenSearchBackend(database_engine(), url=url, prefix=prefix)
