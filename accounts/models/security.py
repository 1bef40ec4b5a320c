"""What happened to an account, for its owner to see."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.enums import SecurityEventKind

#: Details that are words of the site. They are stored in English, by whichever process notes the event.
OWN_DETAILS = (
    gettext_noop("Password"),
    gettext_noop("Wallet"),
    gettext_noop("Joined"),
    gettext_noop("Password reset"),
    gettext_noop("Authenticator app"),
    gettext_noop("Removed"),
)


class SecurityEvent(models.Model):
    """One event. The network is shortened and the row kept 30 days (promise S31)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="security_events")
    kind = models.CharField(max_length=30, choices=SecurityEventKind.choices)
    detail = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=45, blank=True)
    country = models.CharField(max_length=2, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["user", "-created_at", "-id"], name="security_event_of")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"

    @property
    def detail_words(self) -> str:
        """The detail for its owner: what the site wrote in the reader's language, what it found as it is."""
        return gettext(self.detail) if self.detail in OWN_DETAILS else self.detail
