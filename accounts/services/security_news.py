"""Telling members what happened to their account, as somebody else may have done it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from accounts.enums import NotificationChannel, SecurityEventKind
from accounts.models import SecurityEvent
from accounts.notifications.own_kinds import SECURITY, TOLD
from accounts.services.notifications import notify
from moviesite.common.devices import device_name

NEWCOMER = timedelta(days=1)  # the first login of somebody who has just joined is no news to them
#: Told by letters of their own (accounts.services.mails); EMAIL_CHANGED goes to the address before, which matters more.
_LETTERED = {SecurityEventKind.PASSWORD_CHANGED, SecurityEventKind.PASSWORD_RESET, SecurityEventKind.EMAIL_CHANGED}
REMOVED = "Removed"  # the detail of a password that was taken away, which has no letter of its own


def tell_of(event: SecurityEvent) -> None:
    """Put what happened into the member's inbox and their mail, unless it is nothing out of the ordinary."""
    if event.kind not in TOLD or (event.kind == SecurityEventKind.LOGGED_IN and is_familiar(event)):
        return
    lettered = event.kind in _LETTERED and event.detail != REMOVED
    notify(
        recipient_id=event.user_id,
        kind=SECURITY,
        data={
            "event": event.kind,
            "device": event.user_agent,
            "country": event.country,
            "place": event.network,
            "detail": event.detail,
        },
        url=reverse("accounts:security-events"),
        dedupe_key=str(event.pk),
        without=[NotificationChannel.EMAIL] if lettered else [],
        now=event.created_at,
    )


def is_familiar(event: SecurityEvent) -> bool:
    """Whether a login comes from a device and a network or country that the member logged in from lately.

    Lately is as long as events are kept. A browser that was only updated is the same device.
    """
    before = SecurityEvent.objects.filter(user_id=event.user_id, kind=SecurityEventKind.LOGGED_IN, pk__lt=event.pk)
    seen = set(before.order_by().values_list("user_agent", "network", "country").distinct()[:500])
    if not seen:
        return event.created_at - event.user.date_joined < NEWCOMER
    nearby = {
        agent for agent, network, country in seen if network == event.network or (country and country == event.country)
    }
    if event.user_agent in nearby:
        return True
    return device_name(event.user_agent) in {device_name(agent) for agent in nearby}
