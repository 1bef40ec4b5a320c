"""How large the stores are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection


@dataclass(frozen=True, slots=True)
class Store:
    """A store and its figures in words; `size` is in bytes, None where nobody can say."""

    name: str
    size: int | None
    detail: str


def storage() -> list[Store]:
    """Database, cache and models."""
    return [_database(), _cache(), _models()]


def _database() -> Store:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            size = int(cursor.fetchone()[0])
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            detail = f"PostgreSQL, {cursor.fetchone()[0]} connections"
        elif connection.vendor == "mysql":
            cursor.execute(
                "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE()"
            )
            size = int(cursor.fetchone()[0] or 0)
            cursor.execute("SHOW STATUS LIKE 'Threads_connected'")
            detail = f"MariaDB, {cursor.fetchone()[1]} connections"
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            size, detail = int(cursor.fetchone()[0]), "SQLite"
    return Store("Database", size, detail)


def _cache() -> Store:
    client = getattr(getattr(cache, "client", None), "get_client", None)
    if client is None:
        path = Path(str(settings.CACHES["default"].get("LOCATION", "")))
        return Store("Cache", path.stat().st_size if path.is_file() else None, "a file of its own")
    try:
        found = client().info()
    except OSError:
        return Store("Cache", None, "does not answer")
    return Store("Cache", int(found["used_memory"]), f"Redis, {found['connected_clients']} connections")


def _models() -> Store:
    folder = Path(settings.MODEL_DIR)
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return Store("Models", sum(path.stat().st_size for path in files), f"{len(files)} files")
