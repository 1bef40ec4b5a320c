"""The text that the search of reviews looks through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ratings.models.review import Review


class ReviewDocument(models.Model):
    """Folded words of a review, see `ratings.search.engines`.

    On SQLite triggers on this table feed an FTS5 index; a migration that rebuilds the table must make them again.
    """

    review = models.OneToOneField(Review, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["review_id"]

    def __str__(self) -> str:
        return self.words[:60]
