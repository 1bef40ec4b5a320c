"""The text that search looks through, one row per title."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.models.title import Title


class SearchDocument(models.Model):
    """Folded text of a title. The engine's own index (FTS5, GIN) is built over these columns.

    `names` holds every name and spelling folded to one Latin form; `people` and `words` likewise. `prefix` is the
    folded display name that suggestions begin with.
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    prefix = models.CharField(max_length=255, db_index=True)
    names = models.TextField()
    people = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["title_id"]

    def __str__(self) -> str:
        return self.prefix
