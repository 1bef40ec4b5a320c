"""Passwords: changed by who knows them, set by who proved otherwise who they are, reset by who reads the mail."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.enums import RevokeReason, SecurityEventKind
from accounts.exceptions import InvalidLinkError
from accounts.models import ApiToken, User
from accounts.models.user import identifier_key
from accounts.services.mails import MailKind, want_mail
from accounts.services.security import Origin, origin_of, record_event
from accounts.services.sessions import current_login, end_all_sessions, renew_browser_session
from moviesite.common.errors import DomainError
from moviesite.common.ratelimit import enforce


def check_new_password(*, user: User, password: str, field: str = "new") -> None:
    """DomainError on `field` unless the password is good enough for this member."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(_("Some fields are not valid."), errors={field: list(error.messages)}) from error


def change_password(*, request: HttpRequest, user: User, current: str, new: str) -> None:
    """Replace the password; every other login ends. DomainError names the field that is wrong.

    Knowing the present password is proof enough. Tries are limited before anything is hashed.
    """
    enforce(request, "password")
    if not user.check_password(current):
        raise DomainError(_("Some fields are not valid."), errors={"current": [_("This is not your password.")]})
    set_password(request=request, user=user, new=new)


@transaction.atomic
def set_password(*, request: HttpRequest, user: User, new: str) -> None:
    """Give a member a password; who they are was proven before (accounts.services.proof). Every other login ends."""
    check_new_password(user=user, password=new)
    kept = current_login(request)
    user.set_password(new)
    user.save(update_fields=["password"])
    end_all_sessions(user=user, reason=RevokeReason.PASSWORD, keep=kept)
    renew_browser_session(request=request, user=user, row=kept)
    record_event(user=user, kind=SecurityEventKind.PASSWORD_CHANGED, origin=origin_of(request))
    want_mail(kind=MailKind.PASSWORD_CHANGED, user_id=user.pk)


@transaction.atomic
def request_reset(*, address: str) -> None:
    """Have a letter sent to the member whose address this is. For any other address the same is done, for nobody."""
    member = _resettable(identifier_key(address))
    want_mail(kind=MailKind.RESET, user_id=member.pk if member else 0)


def _resettable(key: str) -> User | None:
    """The owner of an address; without one, the newest who claims it, unless a wallet or passkey could lead back in.

    Such a claim might be somebody else's trap: a reset would hand its reader an account with a second way in.
    """
    members = User.objects.filter(is_active=True, is_demo=False)
    owner = members.filter(email_key=key).first()
    claimants = members.filter(email_claim_key=key, email_key=None, wallets=None, passkeys=None)
    claimant = claimants.order_by("-pk").first()
    return (owner or claimant) if key else None


def reset_link_parts(user: User) -> tuple[str, str]:
    """Both parts of a reset link: the member's key, and a token that one reset, login or change of address spends."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def member_of_reset(*, uid: str, token: str) -> User:
    """Whose link this is; InvalidLinkError when it is spent, too old or not one of ours."""
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uid)[:18]), is_active=True).first()
    except (ValueError, OverflowError) as error:
        raise InvalidLinkError from error
    if user is None or not default_token_generator.check_token(user, token):
        raise InvalidLinkError
    return user


@transaction.atomic
def reset_password(*, uid: str, token: str, new: str, origin: Origin) -> User:
    """Set the password of the member of a reset link and end every login and personal token.

    The letter was read, so the address is confirmed with it, unless it belongs to another member.
    """
    found = member_of_reset(uid=uid, token=token)
    user = User.objects.select_for_update().get(pk=found.pk)
    if not default_token_generator.check_token(user, token):  # the same link was used a moment ago
        raise InvalidLinkError
    check_new_password(user=user, password=new, field="password")
    user.set_password(new)
    if user.email_key is None and not User.objects.filter(email_key=user.email_claim_key).exists():
        user.email_key, user.email_verified_at = user.email_claim_key or None, timezone.now()
    user.save(update_fields=["password"])
    end_all_sessions(user=user, reason=RevokeReason.PASSWORD)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    record_event(user=user, kind=SecurityEventKind.PASSWORD_RESET, origin=origin)
    want_mail(kind=MailKind.PASSWORD_CHANGED, user_id=user.pk)
    return user
