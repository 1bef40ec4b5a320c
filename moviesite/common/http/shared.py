"""What processes tell each other about a service: the shared cache, none of whose failures reach the asker."""

from __future__ import annotations

import sqlite3
from typing import Any

import structlog
from django.core.cache import caches
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_GONE = (OSError, sqlite3.Error, RedisError)


class SharedState:
    """Reads and counts in the cache that counts atomically. What cannot be read is unknown, never an error."""

    def __init__(self, alias: str = "ratelimit") -> None:
        self._alias = alias

    def get(self, key: str) -> Any:
        """The value, None where there is none or nobody knows."""
        try:
            return caches[self._alias].get(key)
        except _GONE as error:
            self._lost(error)
            return None

    def get_many(self, keys: list[str]) -> dict[str, Any]:
        """The values that are there."""
        try:
            return dict(caches[self._alias].get_many(keys))
        except _GONE as error:
            self._lost(error)
            return {}

    def set(self, key: str, value: Any, seconds: float) -> None:
        """Store a value for a while."""
        try:
            caches[self._alias].set(key, value, seconds)
        except _GONE as error:
            self._lost(error)

    def add(self, key: str, value: Any, seconds: float) -> bool:
        """Store a value where there is none; True for the one that stored it, and for all if the cache is gone."""
        try:
            added = caches[self._alias].add(key, value, seconds)
        except _GONE as error:
            self._lost(error)
            return True
        # A Redis that is gone answers None as well, and nobody may wait for a lock that nobody holds.
        return bool(added) or (added is None and self.get(key) is None)

    def count(self, key: str, amount: int, seconds: float) -> int:
        """Add to a counter that lives `seconds`, and return it; counted in this process if the cache is gone."""
        try:
            return self._count(self._alias, key, amount, seconds)
        except _GONE as error:
            self._lost(error)
        except (ValueError, TypeError):  # what a Redis that is gone answers is no number
            pass
        return self._count("local", key, amount, seconds)

    def delete(self, *keys: str) -> None:
        """Forget values."""
        try:
            caches[self._alias].delete_many(keys)
        except _GONE as error:
            self._lost(error)

    def _count(self, alias: str, key: str, amount: int, seconds: float) -> int:
        cache = caches[alias]
        try:
            return int(cache.incr(key, amount))
        except ValueError:
            cache.add(key, 0, seconds)
            return int(cache.incr(key, amount))

    def _lost(self, error: Exception) -> None:
        log.warning("upstream.shared_state_lost", error=type(error).__name__)
