"""Search by PostgreSQL: a generated tsvector under a GIN index, and trigrams for typing errors where allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from catalog.search.database import Alternatives, DatabaseBackend
from catalog.search.vocabulary import NEAREST, allowed_distance, nearest_words

_WEIGHTS = {"names": "A", "people": "B", "words": "C"}
SOUNDS = ("sounds",)
_FITS = "vector @@ to_tsquery('simple', %s)"
_SOUND_FITS = "sound_vector @@ to_tsquery('simple', %s)"


class PostgresBackend(DatabaseBackend):
    """Text search with the `simple` configuration: words are folded before they get here."""

    def __init__(self) -> None:
        self._trigrams: bool | None = None

    def matching(self, alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> Any:
        """A condition on the documents' own column, so that the table is read once."""
        expression = tsquery(alternatives, columns, last_is_prefix=last_is_prefix)
        fits = _SOUND_FITS if tuple(columns) == SOUNDS else _FITS
        return RawSQL(fits, [expression], output_field=BooleanField())  # noqa: S611  the query is a parameter

    def rebuild(self) -> None:
        """Sweep up what indexing left behind, outside of transactions alone; until then the index is slow."""
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE) catalog_searchdocument")
                cursor.execute("VACUUM (ANALYZE) catalog_searchword")

    def nearest(self, word: str) -> list[str]:
        """By pg_trgm, which needs no copy of the vocabulary; without the extension in the process."""
        distance = allowed_distance(word)
        if not distance or not self._has_trigrams():
            return nearest_words(word)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word FROM catalog_searchword WHERE lower(word) %% %s AND abs(length(word) - length(%s)) <= %s "
                "ORDER BY lower(word) <-> %s, word LIMIT %s",
                [word, word, distance, word, NEAREST],
            )
            found = [row[0] for row in cursor.fetchall()]
        return found or nearest_words(word)

    def _has_trigrams(self) -> bool:
        if self._trigrams is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
                self._trigrams = cursor.fetchone()[0] == 1
        return self._trigrams


def tsquery(alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> str:
    """The query in to_tsquery's language; words are quoted, so nothing in them is an operator.

    Weights are named only where some are not wanted: the index does not hold them, so each costs a look at the row.
    """
    whole = set(columns) in ({*SOUNDS}, {*_WEIGHTS})
    weights = "" if whole else ":" + "".join(_WEIGHTS[column] for column in columns)
    parts = []
    for words in alternatives:
        quoted = ["'" + word.replace("'", "").replace("\\", "") + "'" + weights for word in words]
        if last_is_prefix:
            quoted[-1] += "*" if weights else ":*"
        parts.append("(" + " & ".join(quoted) + ")")
    return " | ".join(parts)
