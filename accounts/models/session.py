"""Logins: one row per API client and per browser."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import SignInMethod


class RefreshFamily(models.Model):
    """The life of one login (RFC 9700, section 4.14.2).

    A refresh token names its family and generation; each rotation raises `generation` by compare-and-swap. A spent
    token presented again ends the whole family, except within a short grace after the rotation it lost, when the same
    successor is handed out once more. No token is stored: each can be derived again from its family and generation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refresh_families")
    generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    rotated_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="Ends unless rotated before")
    absolute_expires_at = models.DateTimeField(help_text="Ends however often it was rotated")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=10, choices=SignInMethod.choices, blank=True)
    proved_at = models.DateTimeField(default=timezone.now, help_text="When the member last proved a factor here")
    network = models.CharField(max_length=45, blank=True, help_text="Address, IPv6 shortened to its /64")
    country = models.CharField(max_length=2, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-rotated_at", "id"]
        verbose_name_plural = "refresh families"
        indexes: ClassVar = [
            models.Index(fields=["user", "revoked_at"], name="family_user"),
            models.Index(fields=["expires_at"], name="family_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.id}"


class BrowserSession(models.Model):
    """One browser's login. The session itself lies in Django's store; this row says whose it is and where it began.

    Ending a session is deleting both; a stored session whose row is gone counts as ended.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browser_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    method = models.CharField(max_length=10, choices=SignInMethod.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now)
    proved_at = models.DateTimeField(default=timezone.now, help_text="When the member last proved a factor here")
    network = models.CharField(max_length=45, blank=True, help_text="Address, IPv6 shortened to its /64")
    country = models.CharField(max_length=2, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-last_seen_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["user", "-last_seen_at", "-id"], name="browser_session_of"),
            models.Index(fields=["last_seen_at"], name="browser_session_stale"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in a browser"
