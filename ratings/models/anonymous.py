"""Ratings whose members have left."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from catalog.models import Title
from ratings.models.rating import HIGHEST, LOWEST


class AnonymousRating(models.Model):
    """That somebody once gave a title so many stars on a day.

    Nothing leads from one of these to another or to anybody, not even their numbers, which are random. A title's sums
    stay what they were (decision 0011).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="anonymous_ratings")
    value = models.FloatField()
    given_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["title_id", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="anonymous_rating_range", condition=Q(value__gte=LOWEST, value__lte=HIGHEST)),
        ]

    def __str__(self) -> str:
        return f"{self.title_id} {self.value}"
