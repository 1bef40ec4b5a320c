"""Asking for an e-mail: written down with the change it tells of, sent later, so that no request waits for it."""

from __future__ import annotations

from enum import StrEnum

from moviesite.events.bus import publish

WANTED = "mail_wanted"


class MailKind(StrEnum):
    """The site's letters about accounts; each has its templates in templates/emails/."""

    VERIFY = "verify_email"
    RESET = "password_reset"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a kind of letter
    EMAIL_CHANGED = "email_changed"


def want_mail(*, kind: MailKind, user_id: int, address: str = "") -> None:
    """Have a letter sent to a member, or to `address`. A `user_id` of 0 is nobody: the same work, and no letter."""
    publish(WANTED, aggregate=f"mail:{user_id}", payload={"kind": kind.value, "user_id": user_id, "address": address})
