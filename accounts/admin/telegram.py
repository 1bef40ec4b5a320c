"""Members' chats with the bot, in the admin."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin.base import KeptByServicesAdmin
from accounts.models import TelegramChat, TelegramCode, TelegramMessage, TelegramUpdate


@admin.register(TelegramChat)
class TelegramChatAdmin(KeptByServicesAdmin[TelegramChat]):
    """Who linked a chat. Deleting a row ends the link without a word to the member."""

    list_display = ("user", "chat_id", "linked_at")
    search_fields = ("user__username", "chat_id")
    list_select_related = ("user",)


@admin.register(TelegramCode)
class TelegramCodeAdmin(KeptByServicesAdmin[TelegramCode]):
    """Links that nobody has used yet."""

    list_display = ("user", "expires_at")
    fields = ("user", "expires_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)


@admin.register(TelegramMessage)
class TelegramMessageAdmin(KeptByServicesAdmin[TelegramMessage]):
    """What was said where; deleting a row lets it be said again."""

    list_display = ("chat", "key", "tries", "claimed_at", "sent_at")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    search_fields = ("chat", "key")


@admin.register(TelegramUpdate)
class TelegramUpdateAdmin(KeptByServicesAdmin[TelegramUpdate]):
    """What has arrived."""

    list_display = ("update_id", "received_at")
    search_fields = ("update_id",)
