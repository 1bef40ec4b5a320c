"""Members' chats with the bot, and what was said in which chat."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class TelegramChat(models.Model):
    """The private chat of a member with the bot. A member has one, and a chat belongs to one member."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="telegram_chat"
    )
    chat_id = models.BigIntegerField(unique=True)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"chat of {self.user_id}"


class TelegramCode(models.Model):
    """A code that links a chat, as its SHA-256; using it is deleting it. Another one takes its place."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="telegram_code"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"code of {self.user_id}"


class TelegramMessage(models.Model):
    """Something that is said once in a chat, written down before it is sent.

    `tries` counts how often it may have been sent without an answer: after two nobody tries again. What Telegram
    refused leaves no row. `chat` is a chat's number or a channel's name.
    """

    chat = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    tries = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["chat", "key"], name="telegram_said_once")]

    def __str__(self) -> str:
        return f"{self.key} ({'sent' if self.sent_at else 'on its way'})"


class TelegramUpdate(models.Model):
    """An update that has arrived, so that the same one again is passed over."""

    update_id = models.BigIntegerField(primary_key=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["-update_id"]

    def __str__(self) -> str:
        return str(self.update_id)
