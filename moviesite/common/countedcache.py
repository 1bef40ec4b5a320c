"""Shared caches that count what was there and what was not, for the metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_redis.cache import RedisCache

from moviesite.common.sqlitecache import SqliteFileCache
from moviesite.ops.metrics import CACHE_GETS

if TYPE_CHECKING:
    from django.core.cache.backends.base import BaseCache

    _Base = BaseCache
else:
    _Base = object

_HITS, _MISSES = CACHE_GETS.labels("default", "hit"), CACHE_GETS.labels("default", "miss")
_NOTHING = object()


class CountingMixin(_Base):
    """Counts gets."""

    def get(self, key: Any, default: Any = None, version: int | None = None, **more: Any) -> Any:
        """As the backend."""
        value = super().get(key, _NOTHING, version, **more)
        if value is _NOTHING:
            _MISSES.inc()
            return default
        _HITS.inc()
        return value


class CountedSqliteFileCache(CountingMixin, SqliteFileCache):
    """The embedded cache, which reads many one by one."""


class CountedRedisCache(CountingMixin, RedisCache):  # type: ignore[misc]
    """Redis, which reads many at once."""

    def get_many(self, keys: Any, version: int | None = None, **more: Any) -> dict[str, Any]:
        """As the backend."""
        wanted = list(keys)
        found: dict[str, Any] = super().get_many(wanted, version=version, **more) or {}
        _HITS.inc(len(found))
        _MISSES.inc(len(wanted) - len(found))
        return found
