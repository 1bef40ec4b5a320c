"""Pictures that members upload."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Avatar(models.Model):
    """A picture as the site re-encoded it: square, a few kilobytes, no metadata.

    It lies in the database because every web process reads the same one, and because what belongs to a member then
    leaves with the member.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="avatar")
    image = models.BinaryField(help_text="WebP")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the image; part of its address")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"Picture of {self.user_id}"
