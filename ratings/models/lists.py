"""Personal shelves and lists that members make."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from catalog.models import Title
from moviesite.common.models import TimeStampedModel
from ratings.enums import SavedKind


class SavedTitle(models.Model):
    """A title on a member's watchlist or among their favourites, in the member's order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_titles")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="saved_by")
    kind = models.CharField(max_length=10, choices=SavedKind.choices)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["user_id", "kind", "position", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "title"], name="saved_once"),
            models.CheckConstraint(name="saved_kind_known", condition=Q(kind__in=SavedKind.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "kind", "position", "-id"], name="saved_order")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.title_id}"


class TitleList(TimeStampedModel):
    """A list that a member made."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="title_lists")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    is_public = models.BooleanField(default=True)
    is_ranked = models.BooleanField(default=False)
    titles = models.ManyToManyField(Title, through="ListEntry", related_name="lists")

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "slug"], name="list_slug_once")]
        indexes: ClassVar = [models.Index(fields=["is_public", "-updated_at", "-id"], name="list_latest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list's page."""
        return reverse("ratings:list", args=[self.owner.username, self.slug])


class ListEntry(models.Model):
    """A title's place in a list."""

    list = models.ForeignKey(TitleList, on_delete=models.CASCADE, related_name="entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="list_entries")
    position = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["list_id", "position", "id"]
        verbose_name_plural = "list entries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "title"], name="list_entry_once")]
        indexes: ClassVar = [models.Index(fields=["list", "position", "id"], name="list_entry_order")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.position} {self.title_id}"
