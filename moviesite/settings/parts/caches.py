"""Caches: `default` is shared by all processes, `ratelimit` counts atomically, `local` lives inside one process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_LOCAL = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "local",
    "OPTIONS": {"MAX_ENTRIES": 2000},
}


def _redis(url: str, prefix: str) -> dict[str, Any]:
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": prefix,
        "OPTIONS": {
            # A silent network partition must cost less than a page's patience.
            "SOCKET_CONNECT_TIMEOUT": 0.3,
            "SOCKET_TIMEOUT": 0.3,
            # Reads go on from the database when Redis is gone; what was swallowed is logged.
            "IGNORE_EXCEPTIONS": True,
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
        },
    }


def _embedded(path: Path, entries: int) -> dict[str, Any]:
    return {
        "BACKEND": "moviesite.common.sqlitecache.SqliteFileCache",
        "LOCATION": str(path),
        "OPTIONS": {"MAX_ENTRIES": entries},
    }


def _counted(kind: str) -> dict[str, Any]:
    return {"BACKEND": f"moviesite.common.countedcache.Counted{kind}Cache"}


def caches(redis_url: str, data_dir: Path) -> dict[str, Any]:
    """The CACHES setting: Redis where a URL is given, else SQLite files that all processes of the machine share."""
    if redis_url:
        return {
            "default": {**_redis(redis_url, "marquee"), **_counted("Redis")},
            "ratelimit": _redis(redis_url, "limit"),
            "local": _LOCAL,
        }
    return {
        "default": {**_embedded(data_dir / "cache.sqlite3", 50_000), **_counted("SqliteFile")},
        "ratelimit": _embedded(data_dir / "limits.sqlite3", 200_000),
        "local": _LOCAL,
    }
