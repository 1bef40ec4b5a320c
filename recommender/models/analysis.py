"""What members' reviews say of each title, computed by workers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.models import Title


class TitleAnalysis(models.Model):
    """One row per title. No sentence of a review is kept: the summary names reviews and places in them.

    `stale_at` is when something changed that the parts do not know of yet; `digest` is that of what they were computed
    from, so that the same again writes nothing. A row without `computed_at` has only been asked for.
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="analysis")
    summary = models.JSONField(default=list)
    sentiment = models.JSONField(default=dict)
    themes = models.JSONField(default=list)
    mood = models.JSONField(default=dict)
    review_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    model_version = models.CharField(max_length=40, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    stale_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title_id"]
        verbose_name_plural = "title analyses"
        indexes: ClassVar = [models.Index(fields=["stale_at", "title"], name="analysis_stale")]

    def __str__(self) -> str:
        return f"analysis of {self.title_id}"
