"""Search by LIKE, for databases whose own text search cannot look for beginnings of words in one expression.

Reads every document once per query: right for tens of thousands of titles, not for millions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from catalog.search.database import Alternatives, DatabaseBackend


class PlainBackend(DatabaseBackend):
    """LIKE over the folded columns, in which a blank stands on both sides of every word."""

    def matching(self, alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> Any:
        """Documents whose text holds the words."""
        wanted = []
        for words in alternatives:
            patterns = [f" {word} " for word in words]
            if last_is_prefix:
                patterns[-1] = f" {words[-1]}"
            wanted.append(reduce(and_, (_anywhere(pattern, columns) for pattern in patterns)))
        return reduce(or_, wanted)


def _anywhere(pattern: str, columns: Sequence[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": pattern}) for column in columns))
