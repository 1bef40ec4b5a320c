"""Linking a member and their chat with the bot: by a code that only the member is shown; either side ends it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import SecurityEventKind
from accounts.exceptions import TelegramCodeError, TelegramSilentError
from accounts.models import TelegramChat, TelegramCode, User
from accounts.services.security import NOWHERE, Origin, record_event
from accounts.telegram.client import is_on, the_bot
from accounts.telegram.sending import forget_chat
from moviesite.common.http.errors import UpstreamError
from moviesite.common.transactions import atomic_with_retry

CODE_LIFE = timedelta(minutes=10)
_BITS = 128
_NAME_KEY, _NAME_KEPT = "telegram:bot-name", 24 * 3600


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose chat it is now; `left_chat` is the number of the member's chat before, "" where there was none."""

    user: User
    left_chat: str


def bot_name() -> str:
    """The bot's username, asked once a day. TelegramSilentError while nobody can say."""
    name: str | None = cache.get(_NAME_KEY)
    if name is None:
        if not is_on():
            raise TelegramSilentError
        try:
            name = str(the_bot().get_me()["username"])
        except (UpstreamError, KeyError):
            raise TelegramSilentError from None
        cache.set(_NAME_KEY, name, _NAME_KEPT)
    return name


@atomic_with_retry
def make_code(*, user: User, now: datetime | None = None) -> str:
    """A code that links a chat to this member within ten minutes, shown once and not kept; the one before ends."""
    code = secrets.token_urlsafe(_BITS // 8)
    expires = (now or timezone.now()) + CODE_LIFE
    TelegramCode.objects.update_or_create(user=user, defaults={"digest": _digest(code), "expires_at": expires})
    return code


def start_link(*, user: User) -> str:
    """The address that opens the chat with the bot and carries a code. TelegramSilentError."""
    name = bot_name()
    return f"https://t.me/{name}?start={make_code(user=user)}"


def link_chat(*, code: str, chat_id: int, now: datetime | None = None) -> Linked:
    """Make a chat that of the code's member; TelegramCodeError for a code that is wrong, spent or too old.

    The chat leaves whoever had it, and the member their chat before; the owner of each account is told.
    """
    try:
        return _link(code, chat_id, now or timezone.now())
    except IntegrityError:  # the same chat or member was being linked at the same moment
        raise TelegramCodeError(_("Another link was made at the same moment. Ask for a new one.")) from None


@atomic_with_retry
def _link(code: str, chat_id: int, now: datetime) -> Linked:
    found = TelegramCode.objects.select_for_update().select_related("user").filter(digest=_digest(code)).first()
    if found is None or found.expires_at <= now or not found.user.is_active:
        raise TelegramCodeError
    member = found.user
    TelegramCode.objects.filter(user=member).delete()
    before = TelegramChat.objects.select_for_update().select_related("user").filter(chat_id=chat_id).first()
    if before is not None and before.user_id != member.pk:
        TelegramChat.objects.filter(chat_id=chat_id).delete()
        record_event(user=before.user, kind=SecurityEventKind.TELEGRAM_UNLINKED)
    own = TelegramChat.objects.select_for_update().filter(user=member).first()
    if own is not None and own.chat_id == chat_id:
        return Linked(member, "")
    TelegramChat.objects.update_or_create(user=member, defaults={"chat_id": chat_id, "linked_at": now})
    record_event(user=member, kind=SecurityEventKind.TELEGRAM_LINKED)
    return Linked(member, str(own.chat_id) if own else "")


@transaction.atomic
def unlink_member(*, user: User, origin: Origin = NOWHERE) -> bool:
    """End a member's link; False where there is none."""
    return _end(TelegramChat.objects.select_for_update().select_related("user").filter(user=user).first(), origin)


@transaction.atomic
def unlink_chat(*, chat_id: int) -> bool:
    """End the link of a chat, as who is in it asked, or closed it; False where there is none."""
    return _end(TelegramChat.objects.select_for_update().select_related("user").filter(chat_id=chat_id).first())


def _end(chat: TelegramChat | None, origin: Origin = NOWHERE) -> bool:
    if chat is None:
        return False
    TelegramChat.objects.filter(user=chat.user).delete()
    forget_chat(str(chat.chat_id))
    record_event(user=chat.user, kind=SecurityEventKind.TELEGRAM_UNLINKED, origin=origin)
    return True


def prune_codes(*, now: datetime | None = None) -> int:
    """Delete codes that nobody used; returns how many."""
    deleted, _rows = TelegramCode.objects.filter(expires_at__lte=now or timezone.now()).delete()
    return deleted


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
