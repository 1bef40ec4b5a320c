"""Where a title is known elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.enums import Source
from catalog.models.title import Title


class ExternalId(models.Model):
    """A title's id in another catalog; one id never points to two titles."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="external_ids")
    source = models.CharField(max_length=12, choices=Source.choices)
    value = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["title_id", "source", "value"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "value"], name="external_id_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"
