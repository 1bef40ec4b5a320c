"""What the scheduler does with accounts."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task

from accounts.emails import account_letter
from accounts.models import User
from accounts.notifications.delivery import deliver_due, send_digests
from accounts.services.activity import prune_activities as prune_old_activities
from accounts.services.mails import MailKind
from accounts.services.notifications import prune_notifications
from accounts.services.security import prune_events
from accounts.services.sessions import prune_browser_sessions
from accounts.services.suspension import lift_expired
from accounts.services.telegram import prune_codes
from accounts.services.tokens import prune_families
from accounts.services.wallet_proof import prune_nonces as prune_unused_nonces
from accounts.telegram.sending import prune_telegram as prune_old_telegram


@shared_task(
    name="accounts.send_mail",
    autoretry_for=(OSError, SMTPException),
    retry_backoff=30,
    retry_backoff_max=3600,
    max_retries=8,
)
def send_mail(*, kind: str, user_id: int, address: str = "", **_: Any) -> None:
    """Send a letter about an account; one for nobody is not sent. A mail server that is away is tried for hours."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    letter = account_letter(kind=MailKind(kind), user=user, address=address) if user else None
    if letter is not None:
        letter.send()


@shared_task(name="accounts.prune_refresh_families")
def prune_refresh_families(**_: Any) -> None:
    """Delete logins that ended long ago."""
    prune_families()


@shared_task(name="accounts.prune_browser_sessions")
def prune_sessions(**_: Any) -> None:
    """Delete sessions of browsers that stayed away."""
    prune_browser_sessions()


@shared_task(name="accounts.prune_security_events")
def prune_security_events(**_: Any) -> None:
    """Delete what happened to accounts more than 30 days ago."""
    prune_events()


@shared_task(name="accounts.prune_nonces")
def prune_nonces(**_: Any) -> None:
    """Delete nonces of wallet logins that were never finished."""
    prune_unused_nonces()


@shared_task(name="accounts.deliver_notifications")
def deliver_notifications(**_: Any) -> None:
    """Send what members are told at once."""
    deliver_due()


@shared_task(name="accounts.send_digests")
def send_notification_digests(**_: Any) -> None:
    """Send the digests whose morning has come."""
    send_digests()


@shared_task(name="accounts.prune_notifications")
def prune_old_notifications(**_: Any) -> None:
    """Delete what was read more than 90 days ago."""
    prune_notifications()


@shared_task(name="accounts.lift_suspensions")
def lift_suspensions(**_: Any) -> None:
    """Let members in again whose suspension is over."""
    lift_expired()


@shared_task(name="accounts.prune_activities")
def prune_activities(**_: Any) -> None:
    """Delete what members did more than 180 days ago from the feeds."""
    prune_old_activities()


@shared_task(name="accounts.prune_telegram")
def prune_telegram(**_: Any) -> None:
    """Delete codes that nobody used, and what was said in chats long ago."""
    prune_codes()
    prune_old_telegram()
