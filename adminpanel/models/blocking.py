"""Addresses that get no answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class BlockedNetwork(models.Model):
    """An address or network in canonical form, such as 192.0.2.0/24; IPv4-mapped IPv6 counts as IPv4."""

    network = models.CharField(max_length=49, unique=True, help_text="An address or a network, such as 192.0.2.0/24")
    reason = models.CharField(max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is removed")
    hits = models.PositiveBigIntegerField(default=0, editable=False)
    last_hit_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="blocked_expiry")]

    def __str__(self) -> str:
        return self.network
