"""Search by SQLite's FTS5. The table `catalog_search` and its triggers are made by a migration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from catalog.search.database import Alternatives, DatabaseBackend


class SqliteBackend(DatabaseBackend):
    """FTS5 over the search documents, kept in step by triggers."""

    def matching(self, alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> Any:
        """Documents by the index's row ids."""
        expression = match_expression(alternatives, columns, last_is_prefix=last_is_prefix)
        found = RawSQL("SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s", [expression])
        return Q(pk__in=found)

    def rebuild(self) -> None:
        """Build the index anew from the documents."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO catalog_search(catalog_search) VALUES ('rebuild')")
            cursor.execute("INSERT INTO catalog_search(catalog_search) VALUES ('optimize')")


def match_expression(alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> str:
    """FTS5's query language; words are quoted, so nothing in them is an operator."""
    parts = []
    for words in alternatives:
        quoted = ['"' + word.replace('"', "") + '"' for word in words]
        if last_is_prefix:
            quoted[-1] += " *"
        parts.append("(" + " AND ".join(quoted) + ")")
    return "{" + " ".join(columns) + "} : (" + " OR ".join(parts) + ")"
