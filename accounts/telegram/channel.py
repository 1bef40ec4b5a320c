"""Members' news by Telegram: one by one, and as a digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.models import Delivery, User
from accounts.notifications.channels.base import GiveUp, RetryLater
from accounts.notifications.inbox import items_of
from accounts.notifications.preferences import profile_for
from accounts.selectors.telegram import chat_of
from accounts.services.telegram import unlink_chat
from accounts.telegram.client import Refusal, TelegramRefusedError, the_bot
from accounts.telegram.sending import say_once
from accounts.telegram.text import Piece, bold, button, link, plain, render
from moviesite.common.http.errors import BudgetSpentError, CircuitOpenError

LISTED = 30  # of a digest; the inbox has the rest
LATER = 30.0  # seconds


class TelegramChannel:
    """Members who linked their chat are reached there."""

    id = NotificationChannel.TELEGRAM
    modes: tuple[DeliveryMode, ...] = (DeliveryMode.OFF, DeliveryMode.NOW, DeliveryMode.DIGEST)

    def available(self, user: User) -> bool:
        """Whether the member linked a chat."""
        return chat_of(user) != ""

    def deliver(self, delivery: Delivery) -> None:
        """One message about one thing. GiveUp where the chat is closed, which ends the link too."""
        self._say([delivery])

    def deliver_digest(self, deliveries: Sequence[Delivery]) -> None:
        """One message about several."""
        self._say(deliveries)

    def _say(self, deliveries: Sequence[Delivery]) -> None:
        reader = deliveries[0].notification.recipient
        chat = chat_of(reader)
        if not chat:
            raise GiveUp("No chat is linked")
        by_key = {f"news:{delivery.notification_id}": delivery for delivery in deliveries}
        is_digest = deliveries[0].mode == DeliveryMode.DIGEST

        def send(keys: list[str]) -> None:
            rows = [by_key[key] for key in keys]
            with translation.override(profile_for(reader).ui_language):
                pieces, target = _digest(rows, reader) if is_digest else _single(rows[0], reader)
                the_bot().send_message(chat, render(pieces), [[button(_("Open"), url=target)]])

        with answers_for(chat):
            say_once(chat=chat, keys=list(by_key), send=send)


@contextmanager
def answers_for(chat: str) -> Iterator[None]:
    """Turn what Telegram answers into what the queue understands; a chat that is closed is unlinked."""
    try:
        yield
    except TelegramRefusedError as error:
        if error.meaning == Refusal.BUSY:
            raise RetryLater(error.retry_after or LATER) from None
        if error.meaning == Refusal.GONE:
            unlink_chat(chat_id=int(chat))
            raise GiveUp("The chat is closed to the bot") from None
        raise GiveUp(f"Telegram refuses the message ({error.status})") from None
    except (BudgetSpentError, CircuitOpenError) as error:
        raise RetryLater(error.retry_after or LATER) from None


def _single(delivery: Delivery, reader: User) -> tuple[list[Piece], str]:
    item = items_of([delivery.notification], reader)[0]
    return [plain(item.text)], absolute(item.url)


def _digest(deliveries: Sequence[Delivery], reader: User) -> tuple[list[Piece], str]:
    items = items_of([delivery.notification for delivery in deliveries[:LISTED]], reader)
    count, more = len(deliveries), len(deliveries) - len(items)
    pieces = [bold(ngettext("%(n)d piece of news", "%(n)d pieces of news", count) % {"n": count})]
    for item in items:
        pieces += [plain("\n• "), link(item.text, absolute(item.url))]
    if more:
        pieces.append(plain("\n" + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}))
    return pieces, absolute("")


def absolute(path: str) -> str:
    """An address of this site, the inbox for none."""
    return settings.SITE_URL + (path or reverse("accounts:inbox"))
