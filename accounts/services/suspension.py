"""Members who may not take part for a while, or for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.exceptions import InvalidLinkError, MemberSuspendedError
from accounts.models import User
from accounts.services.visibility import tell_visibility
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version

BATCH = 200
_SALT = "accounts.suspension"


@atomic_with_retry
def suspend_member(*, member_id: int, reason: str, until: datetime | None, now: datetime | None = None) -> User:
    """Suspend a member until a moment, None for good; every login ends, and what is theirs is shown to nobody.

    User.DoesNotExist for nobody.
    """
    user = User.objects.select_for_update().get(pk=member_id)
    user.is_active = False
    user.suspended_at, user.suspended_until, user.suspension_reason = now or timezone.now(), until, reason[:300]
    user.save(update_fields=["is_active", "suspended_at", "suspended_until", "suspension_reason"])
    _changed(member_id)
    return user


@atomic_with_retry
def lift_suspension(*, member_id: int) -> bool:
    """Let a suspended member in again; whether there was anything to lift. One deactivated otherwise stays so."""
    user = User.objects.select_for_update().filter(pk=member_id).exclude(suspended_at=None).first()
    if user is None:
        return False
    user.is_active = True
    user.suspended_at = user.suspended_until = None
    user.suspension_reason = ""
    user.save(update_fields=["is_active", "suspended_at", "suspended_until", "suspension_reason"])
    _changed(member_id)
    return True


def _changed(member_id: int) -> None:
    tell_visibility(member_id)
    transaction.on_commit(lambda: bump_version("catalog"))


def lift_expired(*, now: datetime | None = None) -> int:
    """Let in again whose time has passed; returns how many."""
    over = User.objects.filter(suspended_until__lte=now or timezone.now()).order_by("suspended_until", "pk")
    return sum(lift_suspension(member_id=pk) for pk in over.values_list("pk", flat=True)[:BATCH])


def readmit(user: User, *, now: datetime | None = None) -> User:
    """A member who proved who they are: let in where their time has passed, MemberSuspendedError where it has not."""
    if user.suspended_at is None:
        return user
    if user.suspended_until is not None and user.suspended_until <= (now or timezone.now()):
        lift_suspension(member_id=user.pk)
        user.refresh_from_db()
        return user
    raise MemberSuspendedError(suspension_sentence(user), appeal_url=appeal_url(user))


def suspension_sentence(user: User) -> str:
    """Until when a member is suspended and why, in the language that is active."""
    words = {"reason": user.suspension_reason or "–"}
    if user.suspended_until is None:
        return _("This account is suspended. Reason: %(reason)s.") % words
    # Rounded up, so that the day that is told is never too early.
    words["day"] = date_format(user.suspended_until + timedelta(minutes=1), "DATE_FORMAT")
    return _("This account is suspended until %(day)s. Reason: %(reason)s.") % words


def appeal_url(user: User) -> str:
    """Where a suspended member appeals without logging in."""
    return settings.SITE_URL + reverse("adminpanel:appeal-suspension", args=[make_suspension_token(user)])


def make_suspension_token(user: User) -> str:
    """Names a member and their present suspension; it opens the appeal against that one and nothing else."""
    begun = user.suspended_at.isoformat() if user.suspended_at else ""
    return Signer(salt=_SALT, sep=".").sign_object([user.pk, begun])


def read_suspension_token(token: str) -> User:
    """The member of a token while that suspension lasts; InvalidLinkError otherwise."""
    try:
        user_id, begun = Signer(salt=_SALT, sep=".").unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidLinkError from error
    user = User.objects.filter(~Q(suspended_at=None), pk=user_id).first()
    if user is None or user.suspended_at is None or user.suspended_at.isoformat() != begun:
        raise InvalidLinkError
    return user
