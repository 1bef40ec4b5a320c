"""Picks that a member sent away."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from catalog.models import Title
from recommender.enums import DismissalKind


class Dismissal(models.Model):
    """A title that is not offered to a member again; it says nothing about similar titles."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dismissals")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="dismissals")
    kind = models.CharField(max_length=15, choices=DismissalKind.choices, default=DismissalKind.NOT_INTERESTED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "title"], name="dismissal_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.title_id}"
