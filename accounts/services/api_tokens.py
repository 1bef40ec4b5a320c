"""Personal API tokens: made once, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import SecurityEventKind
from accounts.exceptions import ApiTokenNotFoundError, InvalidApiTokenError
from accounts.models import ApiToken, User
from accounts.scopes import Scope
from accounts.services.security import NOWHERE, Origin, record_event
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line

PREFIX = "mrqt_"
MAX_TOKENS, MAX_NAME = 20, 60
LIFETIMES = (30, 90, 365)  # days
_USE_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `secret` exists nowhere else."""

    secret: str
    row: ApiToken


def _digest(secret: str) -> str:
    """A plain hash is enough: 256 random bits cannot be guessed, only looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(name: str, scopes: Sequence[str], days: int | None) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Give the token a name.")]
    elif len(name) > MAX_NAME:
        errors["name"] = [_("At most %(n)s characters.") % {"n": MAX_NAME}]
    if not scopes:
        errors["scopes"] = [_("Choose at least one.")]
    elif unknown := sorted(set(scopes) - set(Scope.values)):
        errors["scopes"] = [_("Unknown scope: %(scope)s.") % {"scope": scope} for scope in unknown]
    if days is not None and days not in LIFETIMES:
        errors["days"] = [_("One of %(choices)s, or nothing.") % {"choices": ", ".join(map(str, LIFETIMES))}]
    return errors


@transaction.atomic
def make_token(
    *, user: User, name: str, scopes: Sequence[str], days: int | None = None, origin: Origin = NOWHERE
) -> NewToken:
    """A new token that lives `days` days, or until revoked. DomainError names each field that is not acceptable."""
    name = one_line(name)
    if errors := _check(name, scopes, days):
        raise DomainError(_("Some fields are not valid."), errors=errors)
    User.objects.select_for_update().get(pk=user.pk)  # two at once take turns for the last place
    if living_tokens(user).count() >= MAX_TOKENS:
        raise DomainError(
            _("Some fields are not valid."),
            errors={"name": [_("At most %(tokens)s tokens. Revoke one.") % {"tokens": MAX_TOKENS}]},
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[: len(PREFIX) + 4],
        digest=_digest(secret),
        scopes=[scope for scope in Scope.values if scope in scopes],
        expires_at=None if days is None else timezone.now() + timedelta(days=days),
    )
    record_event(user=user, kind=SecurityEventKind.TOKEN_MADE, detail=name, origin=origin)
    return NewToken(secret, row)


def living_tokens(user: User) -> models.QuerySet[ApiToken]:
    """A member's tokens that still work, the latest first."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return ApiToken.objects.filter(alive, user=user, revoked_at=None).order_by("-id")


@transaction.atomic
def revoke_token(*, user: User, token_id: int, origin: Origin = NOWHERE) -> None:
    """End a token at once; ApiTokenNotFoundError if the member has no living one with this id."""
    token = living_tokens(user).filter(pk=token_id).first()
    if token is None:
        raise ApiTokenNotFoundError
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    record_event(user=user, kind=SecurityEventKind.TOKEN_REVOKED, detail=token.name, origin=origin)


def find_token(*, secret: str) -> ApiToken:
    """The living token of an active member, with the member; InvalidApiTokenError for anything else.

    The time of use is noted at most every five minutes: a script that reads all day is not a write per request.
    """
    now = timezone.now()
    token = ApiToken.objects.select_related("user").filter(digest=_digest(secret), revoked_at=None).first()
    if token is None or (token.expires_at and token.expires_at <= now) or not token.user.is_active:
        raise InvalidApiTokenError
    if token.last_used_at is None or now - token.last_used_at > _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
