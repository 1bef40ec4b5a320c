"""A member's rating of a title."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Title

LOWEST, HIGHEST = 0.0, 5.0


class Rating(models.Model):
    """One row per member and title; `value` is 0–5 stars, kept to two decimals."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ratings")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="ratings")
    value = models.FloatField()
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "title"], name="rating_once"),
            models.CheckConstraint(name="rating_range", condition=Q(value__gte=LOWEST, value__lte=HIGHEST)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-updated_at", "-id"], name="rating_history"),
            models.Index(fields=["title", "-updated_at"], name="rating_of_title"),
            models.Index(fields=["-updated_at", "-id"], name="rating_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.title_id} {self.value}"
