"""What the accounts do when Django's own login machinery reports something."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.enums import RevokeReason
from accounts.models import User
from accounts.services.tokens import revoke_all


@receiver(post_save, sender=User, dispatch_uid="accounts.revoke_of_inactive")
def revoke_of_inactive(instance: User, created: bool, **_: Any) -> None:
    """A deactivated member's API logins end at once, whoever switched the account off."""
    if not created and not instance.is_active:
        revoke_all(user=instance, reason=RevokeReason.DEACTIVATED)
