"""Personal shelves and lists that members make."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from catalog.models import Title
from moviesite.common.models import TimeStampedModel
from ratings.enums import ListMemberState, ListVisibility, SavedKind


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
    """A list that a member made.

    `share_key` is part of the address that an unlisted list is reached by; NULL while it has none. A copy remembers
    what it was copied from for as long as that exists. What curators hid (`hidden_at`) is its owner's alone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="title_lists")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)
    visibility = models.CharField(max_length=9, choices=ListVisibility.choices, default=ListVisibility.PUBLIC)
    share_key = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    is_ranked = models.BooleanField(default=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    titles = models.ManyToManyField(Title, through="ListEntry", related_name="lists")

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "slug"], name="list_slug_once"),
            models.CheckConstraint(name="list_visibility_known", condition=Q(visibility__in=ListVisibility.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["visibility", "-updated_at", "-id"], name="list_latest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list's page."""
        return reverse("ratings:list", args=[self.owner.username, self.slug])

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.visibility == ListVisibility.PUBLIC

    @property
    def share_url(self) -> str:
        """The address to hand out while the list is unlisted, else ""."""
        if self.visibility != ListVisibility.UNLISTED or not self.share_key:
            return ""
        return reverse("ratings:list-shared", args=[self.share_key])


class ListMember(models.Model):
    """Somebody whom a list's owner asked to work on it too."""

    list = models.ForeignKey(TitleList, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_lists")
    state = models.CharField(max_length=8, choices=ListMemberState.choices, default=ListMemberState.INVITED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["list_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "user"], name="list_member_once")]
        indexes: ClassVar = [models.Index(fields=["user", "state"], name="list_member_of")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.list_id}: {self.state}"


class ListEntry(models.Model):
    """A title's place in a list."""

    list = models.ForeignKey(TitleList, on_delete=models.CASCADE, related_name="entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="list_entries")
    position = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="added_list_entries"
    )

    class Meta:
        ordering: ClassVar = ["list_id", "position", "id"]
        verbose_name_plural = "list entries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "title"], name="list_entry_once")]
        indexes: ClassVar = [models.Index(fields=["list", "position", "id"], name="list_entry_order")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.position} {self.title_id}"
