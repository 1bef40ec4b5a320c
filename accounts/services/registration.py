"""Joining."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exceptions import IdentifierTakenError
from accounts.models import Profile, User
from accounts.models.user import USERNAME_RULE, identifier_key
from accounts.services.mails import MailKind, want_mail
from accounts.signals import member_joined
from moviesite.common.errors import DomainError

USERNAME_TAKEN = gettext_lazy("This username is taken.")


def register_member(*, username: str, email: str, password: str, ui_language: str = "en") -> User:
    """Make a member with a profile. DomainError carries a message for each field that is not acceptable.

    An address that somebody else has is taken like any other, as a claim: joining tells nobody who is a member. Its
    owner learns of it by the letter that goes out in every case.
    """
    username, email = username.strip(), email.strip()
    user = User(username=username, email=email)
    _check_fields(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            Profile.objects.create(user=user, ui_language=ui_language)
            if user.email:
                want_mail(kind=MailKind.VERIFY, user_id=user.pk, address=user.email)
            transaction.on_commit(lambda: member_joined.send(sender=User, user=user))
    except IntegrityError as error:  # someone took the name between the check and the write
        raise IdentifierTakenError(errors=_taken(user) or {"username": [str(USERNAME_TAKEN)]}) from error
    return user


def _taken(user: User) -> dict[str, list[str]]:
    errors = {}
    if User.objects.filter(username_key=identifier_key(user.username)).exists():
        errors["username"] = [str(USERNAME_TAKEN)]
    return errors


def _check_fields(user: User, password: str) -> None:
    errors: dict[str, list[str]] = {}
    for field, check in (
        ("username", lambda: USERNAME_RULE(user.username)),
        ("email", lambda: User._meta.get_field("email").clean(user.email, user)),
        ("password", lambda: validate_password(password, user)),
    ):
        try:
            check()
        except ValidationError as error:
            errors[field] = list(error.messages)
    if not errors:
        errors = _taken(user)
    if errors:
        raise DomainError(_("Some fields are not valid."), errors=errors)
