"""Somebody's four favourite titles."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from catalog.models import Title
from matchups.enums import SetOrigin
from matchups.models.standing import Lineup
from moviesite.common.models import TimeStampedModel

SIZE = 4


class Top4Set(TimeStampedModel):
    """A set. A member has one current set; `owner_key` holds the member's id while it is current and NULL after.

    NULLs never collide, so the rule is a plain unique column that every database enforces. A set that was voted on
    outlives its owner, as nobody's. `lineup` is None while the set has not four titles. `source_url` and `fetched_at`
    say where and when an imported set was read.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="top4_sets", null=True, blank=True
    )
    lineup = models.ForeignKey(
        Lineup, on_delete=models.PROTECT, related_name="sets", null=True, blank=True, editable=False
    )
    owner_key = models.BigIntegerField(unique=True, null=True, blank=True, editable=False)
    origin = models.CharField(max_length=10, choices=SetOrigin.choices, default=SetOrigin.MEMBER)
    name = models.CharField(max_length=120, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    titles = models.ManyToManyField(Title, through="Top4Entry", related_name="top4_sets")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "top 4 set"
        indexes: ClassVar = [models.Index(fields=["origin", "-id"], name="top4_by_origin")]

    def __str__(self) -> str:
        return self.name or f"Top 4 #{self.pk}"

    def get_absolute_url(self) -> str:
        """The set's page."""
        return reverse("matchups:set", args=[self.pk])


class Top4Entry(models.Model):
    """One of the four, at position 1 to 4."""

    set = models.ForeignKey(Top4Set, on_delete=models.CASCADE, related_name="entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="top4_entries")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["set_id", "position"]
        verbose_name_plural = "top 4 entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["set", "position"], name="top4_position_once"),
            models.UniqueConstraint(fields=["set", "title"], name="top4_title_once"),
            models.CheckConstraint(name="top4_position_range", condition=Q(position__gte=1, position__lte=SIZE)),
        ]

    def __str__(self) -> str:
        return f"{self.set_id} {self.position} {self.title_id}"
