"""Histories that the member brought along from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.owndata.registry import Row
from accounts.owndata.tables import TableSection, plain
from ratings.models import ImportItem, ImportJob


class ImportSection(TableSection):
    """The uploads. What they brought is exported where it is now; the files themselves are the member's anyway."""

    name = "imports"
    models = ("ratings.ImportJob", "ratings.ImportPart")
    model = ImportJob
    columns = (
        "id", "source", "file_name", "sha256", "state", "policy", "counts", "left_out", "error", "found_later",
        "created_at", "applied_at", "undone_at", "retried_at",
    )  # fmt: skip


class ImportLineSection(TableSection):
    """Their lines, and what became of each; they move and go with their upload."""

    name = "import-lines"
    models = ("ratings.ImportItem",)
    model = ImportItem
    owner = "job__user"
    columns = ("job_id", "kind", "row", "state", "reason")

    def rows(self, user: User) -> QuerySet[Any]:
        """Upload by upload."""
        return ImportItem.objects.filter(job__user=user).order_by("job_id", "pk")

    def export(self, user: User) -> Iterator[Row]:
        """The line, and what was made of it."""
        for row in self.rows(user).values(*self.columns).iterator(chunk_size=2000):
            yield {"upload": row.pop("job_id"), **{name: plain(value) for name, value in row.items()}}

    def merge(self, source: User, target: User) -> None:
        """With their upload."""
