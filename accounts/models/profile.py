"""What a member says about themselves, and how they want the site to speak to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.enums import Audience, DigestFrequency
from moviesite.common.models import TimeStampedModel

AVATAR_DIGEST = 16  # digits of the picture's digest that stand in its address


class Profile(TimeStampedModel):
    """One row per member. Languages are ISO 639-1 codes, the region an ISO 3166-1 alpha-2 code."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    display_name = models.CharField(max_length=60, blank=True)
    bio = models.CharField(max_length=500, blank=True)
    ui_language = models.CharField(max_length=8, choices=settings.INTERFACE_LANGUAGES, default="en")
    content_languages = models.JSONField(default=list, blank=True)
    muted_languages = models.JSONField(default=list, blank=True)
    favorite_genres = models.JSONField(default=list, blank=True, help_text="Slugs of genres")
    services = models.JSONField(default=list, blank=True, help_text="Slugs of platforms the member pays for or uses")
    region = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    show_adult = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False, help_text="Only the member sees the profile, diary and ratings")
    diary_visibility = models.CharField(max_length=9, choices=Audience.choices, default=Audience.PUBLIC)
    avatar_digest = models.CharField(max_length=AVATAR_DIGEST, blank=True, default="", editable=False)
    digest = models.CharField(max_length=6, choices=DigestFrequency.choices, default=DigestFrequency.WEEKLY)
    digest_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["user_id"]

    @property
    def avatar_url(self) -> str:
        """The address of the uploaded picture, "" where there is none; it changes with the picture."""
        if not self.avatar_digest:
            return ""
        return f"{reverse('accounts:avatar-picture', args=[self.user.username])}?v={self.avatar_digest}"

    @property
    def country(self) -> str:
        """Where the member watches: the region they named, else the site's own."""
        return self.region or settings.DEFAULT_REGION

    def __str__(self) -> str:
        return self.display_name or self.user.username
