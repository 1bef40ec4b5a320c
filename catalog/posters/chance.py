"""Repeatable chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A small deterministic stream of choices; the same key gives the same poster in every process and version."""

    def __init__(self, key: str) -> None:
        """Start the stream that belongs to `key`."""
        self._key, self._count = key, 0

    def number(self, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        self._count += 1
        digest = short_digest(f"{self._key}/{self._count}")
        return low + (high - low) * int.from_bytes(digest, "big") / 2**32

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self.number(low, high + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.integer(0, len(options) - 1)]


def short_digest(text: str) -> bytes:
    """Four bytes that stand for `text`."""
    return hashlib.blake2b(text.encode(errors="backslashreplace"), digest_size=4).digest()
