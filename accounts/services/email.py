"""E-mail addresses: claimed by whoever types them, owned by whoever confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.enums import SecurityEventKind
from accounts.exceptions import InvalidLinkError, MergeOfferedError
from accounts.models import User
from accounts.models.user import identifier_key
from accounts.services.mails import MailKind, want_mail
from accounts.services.security import Origin, record_event
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry

LINK_LIFE = timedelta(hours=24)
LONGEST = 254
_SALT = "accounts.email.verify"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link of a confirmation letter says: whose it is and which address it confirms."""

    user_id: int
    address: str
    state: str


def _state_of(user: User) -> str:
    """Changes with the member's address, so that a link is good for the step it was sent for and no later one."""
    return salted_hmac(_SALT, f"{user.pk}|{user.email}|{user.email_verified_at}", algorithm="sha256").hexdigest()[:20]


def make_link_token(*, user: User, address: str) -> str:
    """What stands in the link of a confirmation letter. It confirms this address for this member and nothing else."""
    return signing.dumps([user.pk, address, _state_of(user)], salt=_SALT)


def read_link_token(token: str) -> Claim:
    """The claim of a token; InvalidLinkError for one that is changed, older than a day, or meant for something else."""
    try:
        user_id, address, state = signing.loads(token, salt=_SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvalidLinkError from error
    return Claim(user_id=user_id, address=address, state=state)


def check_address(address: str) -> str:
    """`address` without surrounding blanks; DomainError on `email` unless it can be one."""
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise DomainError(_("Some fields are not valid."), errors={"email": list(error.messages)}) from error
    if len(address) > LONGEST:
        raise DomainError(_("Some fields are not valid."), errors={"email": [_("This address is too long.")]})
    return address


@transaction.atomic
def send_confirmation(*, user: User) -> None:
    """Send the letter for the address that the member claims; DomainError when there is nothing to confirm."""
    if not user.email or user.email_key is not None:
        raise DomainError(_("There is no address to confirm."))
    want_mail(kind=MailKind.VERIFY, user_id=user.pk, address=user.email)


@transaction.atomic
def change_email(*, user: User, address: str) -> str:
    """Begin a change of address and return the new one.

    A confirmed address stays until the new one is confirmed; an unconfirmed one is replaced at once. Whether somebody
    else has the new one is not said: the letter says it to whoever reads it.
    """
    address = check_address(address)
    if user.email_key is None:
        user.email = address
        user.save(update_fields=["email"])
    elif identifier_key(address) == user.email_key:
        raise DomainError(_("Some fields are not valid."), errors={"email": [_("This is your address already.")]})
    want_mail(kind=MailKind.VERIFY, user_id=user.pk, address=address)
    return address


@atomic_with_retry
def verify_email(*, user: User, token: str, origin: Origin) -> User:
    """Make the address of a link the member's own; the one it replaces is told.

    InvalidLinkError when the link is another's or spent; MergeOfferedError, with the owner's id, when another member
    confirmed the address before: whoever reads its letters is in both accounts, which may then become one.
    """
    claim = read_link_token(token)
    member = User.objects.select_for_update().get(pk=user.pk)
    if claim.user_id != member.pk or not constant_time_compare(claim.state, _state_of(member)):
        raise InvalidLinkError
    key, before = identifier_key(claim.address), member.email if member.email_key else ""
    _refuse_foreign(key, member)
    member.email, member.email_key, member.email_verified_at = claim.address, key, timezone.now()
    try:
        with transaction.atomic():
            member.save(update_fields=["email"])
    except IntegrityError as error:  # another member confirmed it at the same moment
        _refuse_foreign(key, member)
        raise InvalidLinkError from error
    kind = SecurityEventKind.EMAIL_CHANGED if before else SecurityEventKind.EMAIL_VERIFIED
    record_event(user=member, kind=kind, detail=claim.address, origin=origin)
    if before and before != claim.address:
        want_mail(kind=MailKind.EMAIL_CHANGED, user_id=member.pk, address=before)
    return member


def _refuse_foreign(key: str, member: User) -> None:
    owner = User.objects.filter(email_key=key).exclude(pk=member.pk).values_list("pk", flat=True).first()
    if owner is not None:
        raise MergeOfferedError(owner_id=owner)


@atomic_with_retry
def remove_email(*, user: User, origin: Origin) -> None:
    """Forget the member's address; a confirmed one is told."""
    member = User.objects.select_for_update().get(pk=user.pk)
    before, confirmed = member.email, member.email_key is not None
    if not before:
        return
    member.email = ""
    member.save(update_fields=["email"])
    record_event(user=member, kind=SecurityEventKind.EMAIL_CHANGED, origin=origin)
    if confirmed:
        want_mail(kind=MailKind.EMAIL_CHANGED, user_id=member.pk, address=before)
