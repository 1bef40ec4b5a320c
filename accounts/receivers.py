"""What the accounts do when Django's own login machinery reports something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.enums import RevokeReason
from accounts.models import SecurityEvent, User
from accounts.notifications.own_kinds import FOLLOWED
from accounts.services.mails import WANTED
from accounts.services.notifications import notify
from accounts.services.security_news import tell_of
from accounts.services.sessions import end_all_sessions, forget_browser_session, record_browser_session
from accounts.services.tokens import revoke_all
from accounts.services.wallet_session import end_tokens_of_session
from accounts.signals import deliveries_waiting
from accounts.tasks import deliver_notifications, send_mail
from moviesite.events.bus import subscribe

log = structlog.get_logger(__name__)


@receiver(post_save, sender=User, dispatch_uid="accounts.revoke_of_inactive")
def revoke_of_inactive(instance: User, created: bool, **_: Any) -> None:
    """A deactivated member's logins end at once, whoever switched the account off."""
    if not created and not instance.is_active:
        end_all_sessions(user=instance, reason=RevokeReason.DEACTIVATED)


@receiver(post_save, sender=User, dispatch_uid="accounts.revoke_of_password")
def revoke_of_password(instance: User, created: bool, **_: Any) -> None:
    """A new password ends the API logins, whoever set it; sessions of browsers hold a hash of it and end by that."""
    # Set between set_password() and save(), and not where a hash is merely made better.
    if not created and getattr(instance, "_password", None) is not None:
        revoke_all(user=instance, reason=RevokeReason.PASSWORD)


@subscribe(WANTED, consumer="accounts.mail")
def send_wanted_mail(payload: Mapping[str, Any]) -> None:
    """Hand a letter to the queue; while the broker is away the event waits in the outbox."""
    send_mail.delay(kind=payload["kind"], user_id=payload["user_id"], address=payload["address"])


@receiver(user_logged_in, dispatch_uid="accounts.record_session")
def record_session(request: HttpRequest, user: User, **_: Any) -> None:
    """Every login of a browser is written down, also one by Django's own machinery."""
    record_browser_session(request=request, user=user)


@receiver(user_logged_out, dispatch_uid="accounts.forget_session")
def forget_session(request: HttpRequest, **_: Any) -> None:
    """A browser that logged out is no longer listed."""
    forget_browser_session(session_key=request.session.session_key)


@receiver(user_logged_out, dispatch_uid="accounts.revoke_of_session")
def revoke_of_session(request: HttpRequest, **_: Any) -> None:
    """Logging out in a browser ends the tokens that were given out with the session, too."""
    end_tokens_of_session(request=request)


@receiver(post_save, sender=SecurityEvent, dispatch_uid="accounts.tell_of_security")
def tell_of_security(instance: SecurityEvent, created: bool, **_: Any) -> None:
    """What happened to an account is told to its owner."""
    if created:
        tell_of(instance)


@subscribe("member_followed", consumer="accounts.tell_followed")
def tell_followed(payload: Mapping[str, Any]) -> None:
    """Somebody has a new follower; one who comes back is not told of again."""
    follower = User.objects.filter(pk=payload["follower_id"]).first()
    if follower is not None:
        notify(
            recipient_id=payload["followed_id"],
            kind=FOLLOWED,
            actor_id=follower.pk,
            url=reverse("accounts:profile", args=[follower.username]),
            dedupe_key=str(follower.pk),
        )


@receiver(deliveries_waiting, dispatch_uid="accounts.deliver_soon")
def deliver_soon(**_: Any) -> None:
    """Have what waits sent now; where the queue does not answer, the schedule sends it."""
    try:
        deliver_notifications.delay()
    except (OperationalError, OSError) as error:
        log.warning("notifications.not_queued", error=type(error).__name__)
