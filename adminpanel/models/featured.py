"""Titles that curators put in front of people for a while."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adminpanel.enums import Audience, Placement
from catalog.models import Title
from moviesite.common.models import TimeStampedModel


class FeaturedSlot(TimeStampedModel):
    """A title, the curators' words about it, and for whom it stands where from when to when.

    `languages` (ISO 639-1) are those that somebody reads or watches in, `regions` (ISO 3166-1 alpha-2) where they are;
    empty means any. On a regional page `languages` says which pages. Of several live ones the smallest `position` comes
    first.
    """

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="featured_slots")
    placement = models.CharField(max_length=10, choices=Placement.choices, default=Placement.HOME)
    headline = models.CharField(max_length=80, blank=True, help_text="Above the title, such as “Festival week”")
    blurb = models.CharField(max_length=280, blank=True, help_text="Why now, in the curators’ own words")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYBODY)
    languages = models.JSONField(default=list, blank=True)
    regions = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True, help_text="Turned off, it is kept and shown to nobody")
    announce = models.BooleanField(default=False, help_text="Post it to the Telegram channel when it goes live")
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    announce_tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    announce_next_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the next try begins, or the present one counts as dead"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["position", "-starts_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="featured_placement_known", condition=Q(placement__in=Placement.values)),
            models.CheckConstraint(name="featured_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="featured_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_active", "placement", "starts_at", "ends_at"], name="featured_live"),
            models.Index(fields=["announce", "announced_at", "starts_at"], name="featured_to_announce"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_placement_display()})"
