"""What a member says about themselves, and how they want the site to speak to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from moviesite.common.models import TimeStampedModel


class Profile(TimeStampedModel):
    """One row per member. Languages are ISO 639-1 codes, the region an ISO 3166-1 alpha-2 code."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(max_length=60, blank=True)
    bio = models.CharField(max_length=500, blank=True)
    ui_language = models.CharField(max_length=8, choices=settings.INTERFACE_LANGUAGES, default="en")
    content_languages = models.JSONField(default=list, blank=True)
    muted_languages = models.JSONField(default=list, blank=True)
    region = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    show_adult = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False, help_text="Only the member sees the profile, diary and ratings")

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return self.display_name or self.user.username
