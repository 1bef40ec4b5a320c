"""Notifications by e-mail: one by one, and as a digest. Every letter that can be refused says how."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from accounts.emails import compose
from accounts.enums import DeliveryMode, NotificationChannel
from accounts.models import Delivery, User
from accounts.notifications.channels.base import GiveUp
from accounts.notifications.inbox import Item, items_of
from accounts.notifications.preferences import profile_for
from accounts.notifications.unsubscribing import DIGEST, make_unsubscribe_token

LISTED = 50  # of a digest; the inbox has the rest
PERMANENT = 500  # replies from here on are final (RFC 5321, section 4.2.1)


class EmailChannel:
    """Confirmed addresses alone are written to: anybody may claim another's."""

    id = NotificationChannel.EMAIL
    modes: tuple[DeliveryMode, ...] = (DeliveryMode.OFF, DeliveryMode.NOW, DeliveryMode.DIGEST)

    def available(self, user: User) -> bool:
        """Whether the member has a confirmed address."""
        return user.email_key is not None

    def deliver(self, delivery: Delivery) -> None:
        """One letter about one thing. GiveUp where the server refuses the address for good."""
        send_letter(notification_letter(delivery))

    def deliver_digest(self, deliveries: Sequence[Delivery]) -> None:
        """One letter about several."""
        send_letter(digest_letter(deliveries))


def notification_letter(delivery: Delivery) -> EmailMultiAlternatives:
    """The letter of one notification, in its reader's language."""
    reader = delivery.notification.recipient
    items = _items([delivery], reader)
    scope = "" if items[0].kind.is_fixed else items[0].kind.id
    return _letter("notification", reader, delivery, scope, {"item": items[0], "link": _absolute(items[0].url)})


def digest_letter(deliveries: Sequence[Delivery]) -> EmailMultiAlternatives:
    """The letter of several, newest first."""
    reader = deliveries[0].notification.recipient
    items = _items(deliveries[:LISTED], reader)
    context = {
        "items": [{"text": item.text, "link": _absolute(item.url)} for item in items],
        "first": items[0],
        "count": len(deliveries),
        "more": len(deliveries) - len(items),
    }
    return _letter("notification_digest", reader, deliveries[0], DIGEST, context)


def _letter(
    template: str, reader: User, delivery: Delivery, scope: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    leave = _absolute(reverse("accounts:unsubscribe", args=[make_unsubscribe_token(reader, scope)])) if scope else ""
    words = {
        **context,
        "member": reader,
        "inbox": _absolute(reverse("accounts:inbox")),
        "settings": _absolute(reverse("accounts:notification-settings")),
        "unsubscribe": leave,
    }
    letter = compose(template=template, to=reader.email, language=_language(reader), context=words)
    # The same for each try, so that a letter sent twice by a crash can be seen to be one (RFC 5322, section 3.6.4).
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    letter.extra_headers["Message-ID"] = f"<{template}-{delivery.pk}@{host}>"
    letter.extra_headers["Auto-Submitted"] = "auto-generated"
    if leave:  # RFC 2369 and RFC 8058
        letter.extra_headers["List-Unsubscribe"] = f"<{leave}>"
        letter.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return letter


def send_letter(letter: EmailMultiAlternatives) -> None:
    """Hand a letter to the server. GiveUp where it refuses the address for good; other errors are tried again."""
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and min(codes) >= PERMANENT:
            raise GiveUp(f"The address refuses letters ({codes[0]})") from error
        raise


def _items(deliveries: Sequence[Delivery], reader: User) -> list[Item]:
    with translation.override(_language(reader)):
        return items_of([delivery.notification for delivery in deliveries], reader)


def _language(reader: User) -> str:
    return profile_for(reader).ui_language


def _absolute(path: str) -> str:
    return settings.SITE_URL + (path or reverse("accounts:inbox"))
