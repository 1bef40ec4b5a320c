"""Picks computed for all members at once, for when there is no time to compute them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Recommendation(models.Model):
    """One pick of one member; `rank` counts from 1. A member's rows are exchanged together."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recommendations")
    rank = models.PositiveSmallIntegerField()
    title = models.ForeignKey("catalog.Title", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    version = models.ForeignKey("ModelVersion", on_delete=models.CASCADE, related_name="recommendations")
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["user_id", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "rank"], name="recommendation_rank_once"),
            models.UniqueConstraint(fields=["user", "title"], name="recommendation_title_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.title_id} for {self.user_id}"


class ScoredMember(models.Model):
    """What a member's rows of `Recommendation` were computed from; the same again is not computed again.

    `digest` is that of their history, of what is kept from them, and of how many picks were asked for.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="scored"
    )
    version = models.ForeignKey("ModelVersion", on_delete=models.CASCADE, related_name="scored_members")
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"picks of {self.user_id}"
