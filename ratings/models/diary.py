"""When a member saw what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Title
from moviesite.common.models import TimeStampedModel
from ratings.models.rating import HIGHEST, LOWEST
from ratings.models.review import Review

MAX_PLACE, MAX_TAGS, MAX_TAG = 80, 10, 30


class DiaryEntry(TimeStampedModel):
    """A viewing on a day; a title may have many. `rating` is what the member thought then, 0–5 stars or NULL.

    `tags` is a list of short words; `tag_line` holds them once more, each between bars, so that every database finds
    one by LIKE. `source_key` names the line of an import that it came from; NULLs never collide.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="diary_entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="diary_entries")
    watched_on = models.DateField()
    is_rewatch = models.BooleanField(default=False)
    tags = models.JSONField(default=list, blank=True)
    tag_line = models.CharField(max_length=400, blank=True, editable=False)
    place = models.CharField(max_length=MAX_PLACE, blank=True)
    rating = models.FloatField(null=True, blank=True)
    review = models.ForeignKey(Review, on_delete=models.SET_NULL, related_name="diary_entries", null=True, blank=True)
    source_key = models.CharField(max_length=32, null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-watched_on", "-id"]
        verbose_name_plural = "diary entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "source_key"], name="diary_source_once"),
            models.CheckConstraint(
                name="diary_rating_range", condition=Q(rating=None) | Q(rating__gte=LOWEST, rating__lte=HIGHEST)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-watched_on", "-id"], name="diary_latest"),
            models.Index(fields=["user", "title", "-watched_on"], name="diary_of_title"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.title_id} on {self.watched_on}"


def tag_line_of(tags: list[str]) -> str:
    """Tags as `tag_line` holds them."""
    return f"|{'|'.join(tags)}|" if tags else ""
