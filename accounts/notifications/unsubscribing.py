"""Links that stop letters without a login: signed, and good for as long as the letter may lie around."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from accounts.exceptions import InvalidLinkError
from accounts.models import User

ALL, DIGEST = "all", "digest"
_SALT = "accounts.notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """Whose letters a link stops: those of one kind, of the digest, or all that can be stopped."""

    user_id: int
    scope: str


def make_unsubscribe_token(user: User, scope: str) -> str:
    """What stands in the link of a letter. It stops letters and does nothing else; `scope` is a kind, DIGEST or ALL."""
    return Signer(salt=_SALT, sep=".").sign_object([user.pk, scope])


def read_unsubscribe_token(token: str) -> Unsubscribing:
    """What a link says; InvalidLinkError for one that is not ours."""
    try:
        user_id, scope = Signer(salt=_SALT, sep=".").unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidLinkError from error
    return Unsubscribing(user_id=user_id, scope=scope)
