"""Access and refresh tokens, and the families that keep a login's life (RFC 9700, section 4.14.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.enums import RevokeReason, SecurityEventKind, SignInMethod
from accounts.exceptions import InvalidRefreshTokenError
from accounts.models import RefreshFamily, User
from accounts.services.access_tokens import SiteAccessToken
from accounts.services.security import NOWHERE, Origin, record_event

log = structlog.get_logger(__name__)

GRACE = timedelta(seconds=10)  # two tabs refreshing at once are no theft
PREFIX = "mrq1"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client holds: a short-lived JWT and the token that buys the next pair."""

    access: str
    refresh: str
    user: User
    family_id: uuid.UUID


def _signature(family: uuid.UUID, generation: int, signing_key: str = "") -> str:
    key = hashlib.sha256(b"refresh:" + (signing_key or settings.JWT_SIGNING_KEY).encode()).digest()
    digest = hmac.digest(key, f"{family.hex}.{generation}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _is_ours(family: uuid.UUID, generation: int, signature: str) -> bool:
    """Whether this site signed a token, with the present key or a former one that still counts."""
    keys = (settings.JWT_SIGNING_KEY, *settings.JWT_PREVIOUS_KEYS)
    offered = signature.encode()
    return any(hmac.compare_digest(offered, _signature(family, generation, key).encode()) for key in keys)


def _refresh_token(family: RefreshFamily) -> str:
    return f"{PREFIX}.{family.pk.hex}.{family.generation}.{_signature(family.pk, family.generation)}"


def _parse(token: str) -> tuple[uuid.UUID, int]:
    """Family and generation of a token that this site signed; InvalidRefreshTokenError for any other text."""
    try:
        prefix, family_hex, number, signature = token.split(".")
        family, generation = uuid.UUID(hex=family_hex), int(number)
    except ValueError as error:
        raise InvalidRefreshTokenError from error
    if prefix != PREFIX or not _is_ours(family, generation, signature):
        raise InvalidRefreshTokenError
    return family, generation


def _pair(family: RefreshFamily) -> TokenPair:
    access = SiteAccessToken.for_user(family.user)
    access["sid"] = family.pk.hex
    return TokenPair(access=str(access), refresh=_refresh_token(family), user=family.user, family_id=family.pk)


def _sliding_expiry(now: datetime, absolute: datetime) -> datetime:
    lifetime: timedelta = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    return min(now + lifetime, absolute)


@transaction.atomic
def start_family(
    *,
    user: User,
    method: SignInMethod = SignInMethod.PASSWORD,
    origin: Origin = NOWHERE,
    network: str = "",
    user_agent: str = "",
) -> TokenPair:
    """Begin a login and return its first pair. `origin` says where from; `network` and `user_agent` say less of it."""
    origin = origin if origin != NOWHERE else Origin(network=network[:45], user_agent=user_agent[:200])
    now = timezone.now()
    absolute = now + timedelta(seconds=settings.REFRESH_FAMILY_MAX_AGE)
    family = RefreshFamily.objects.create(
        user=user,
        created_at=now,
        rotated_at=now,
        proved_at=now,
        expires_at=_sliding_expiry(now, absolute),
        absolute_expires_at=absolute,
        method=method,
        **origin.as_fields(),
    )
    record_event(user=user, kind=SecurityEventKind.LOGGED_IN, detail=method.label, origin=origin)
    return _pair(family)


def rotate_refresh_token(*, token: str) -> TokenPair:
    """Exchange a refresh token for the next pair.

    Of any number of simultaneous exchanges exactly one rotates; the others, within `GRACE`, receive the same successor.
    A token spent longer ago revokes its family. InvalidRefreshTokenError in every case that yields no pair.
    """
    family_id, generation = _parse(token)
    now = timezone.now()
    family = RefreshFamily.objects.select_related("user").filter(pk=family_id).first()
    if family is None or not _alive(family, now):
        raise InvalidRefreshTokenError
    if generation == family.generation:
        swapped = RefreshFamily.objects.filter(pk=family_id, generation=generation, revoked_at=None).update(
            generation=generation + 1,
            rotated_at=now,
            expires_at=_sliding_expiry(now, family.absolute_expires_at),
        )
        family.refresh_from_db(fields=["generation", "rotated_at", "expires_at", "revoked_at"])
        if swapped:
            family.generation = generation + 1
            return _pair(family)
    if _within_grace(family, generation, now):
        return _pair(family)
    _punish_reuse(family, generation)
    raise InvalidRefreshTokenError


def _alive(family: RefreshFamily, now: datetime) -> bool:
    return family.revoked_at is None and family.expires_at > now and family.user.is_active


def _within_grace(family: RefreshFamily, generation: int, now: datetime) -> bool:
    return family.revoked_at is None and generation == family.generation - 1 and now - family.rotated_at <= GRACE


def _punish_reuse(family: RefreshFamily, generation: int) -> None:
    log.warning("accounts.refresh_reused", family=str(family.pk), member=family.user_id, generation=generation)
    ended = RefreshFamily.objects.filter(pk=family.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_reason=RevokeReason.REUSED
    )
    if ended:
        began = Origin(network=family.network, country=family.country, user_agent=family.user_agent)
        record_event(user=family.user, kind=SecurityEventKind.TOKEN_REUSED, origin=began)


def revoke_family(*, family_id: uuid.UUID, reason: RevokeReason) -> None:
    """End one login; its access tokens are refused from the next request on."""
    RefreshFamily.objects.filter(pk=family_id, revoked_at=None).update(revoked_at=timezone.now(), revoked_reason=reason)


def revoke_refresh_token(*, token: str) -> None:
    """End the login that a refresh token belongs to; a token that is not ours is ignored, as RFC 7009 asks."""
    try:
        family_id, _ = _parse(token)
    except InvalidRefreshTokenError:
        return
    revoke_family(family_id=family_id, reason=RevokeReason.LOGOUT)


def revoke_all(*, user: User, reason: RevokeReason, keep: uuid.UUID | None = None) -> int:
    """End every login of a member but the family `keep`; returns how many were alive."""
    alive = RefreshFamily.objects.filter(user=user, revoked_at=None)
    if keep is not None:
        alive = alive.exclude(pk=keep)
    return alive.update(revoked_at=timezone.now(), revoked_reason=reason)


def prune_families(*, now: datetime | None = None) -> int:
    """Delete families that ended more than 30 days ago; until then they explain a refused token."""
    before = (now or timezone.now()) - timedelta(days=30)
    deleted, _ = RefreshFamily.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()
    return deleted
