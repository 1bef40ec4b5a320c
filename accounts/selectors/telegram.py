"""Whose chat with the bot it is."""

from __future__ import annotations

from accounts.models import TelegramChat, User


def chat_of(user: User) -> str:
    """The number of a member's chat, "" without one."""
    found = TelegramChat.objects.filter(user=user).values_list("chat_id", flat=True).first()
    return "" if found is None else str(found)


def member_of_chat(chat_id: int) -> User | None:
    """The member of a chat, with their profile; they may be suspended."""
    return User.objects.select_related("profile").filter(telegram_chat__chat_id=chat_id).first()
