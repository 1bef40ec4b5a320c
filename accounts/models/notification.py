"""What the site tells a member, by which channels, and how far it got."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import DeliveryMode, DeliveryState, NotificationChannel


class Notification(models.Model):
    """A message in a member's inbox.

    `kind` is one of accounts.notifications.kinds, which turns `data` into words in the reader's language. One news is
    told once: `dedupe_key` is unique per member, and NULL where repetition is meant.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="caused_notifications"
    )
    data = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True, help_text="A path on this site")
    dedupe_key = models.CharField(max_length=100, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="notification_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_inbox"),
            models.Index(fields=["recipient", "read_at"], name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class NotificationPreference(models.Model):
    """How a member wants one kind on one channel; without a row the kind's own default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=10, choices=NotificationChannel.choices)
    mode = models.CharField(max_length=6, choices=DeliveryMode.choices)

    class Meta:
        ordering: ClassVar = ["user_id", "kind", "channel"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="notification_preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel} {self.mode}"


class Delivery(models.Model):
    """One notification on its way through one channel outside the site."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=NotificationChannel.choices)
    mode = models.CharField(max_length=6, choices=DeliveryMode.choices, default=DeliveryMode.NOW)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once")]
        indexes: ClassVar = [models.Index(fields=["state", "next_attempt_at", "id"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.notification_id} by {self.channel}: {self.state}"


class NotificationFeed(models.Model):
    """A member's private web feed. Its address holds `key`, signed; another key ends the address before."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notification_feed"
    )
    key = models.CharField(max_length=22, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
