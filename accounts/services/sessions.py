"""Where a member is logged in: browsers and API clients, how they begin and how they end."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from rest_framework_simplejwt.tokens import Token

from accounts.enums import RevokeReason, SecurityEventKind, SignInMethod
from accounts.exceptions import SessionNotFoundError
from accounts.models import BrowserSession, RefreshFamily, User
from accounts.services import tokens
from accounts.services.security import Origin, origin_of, record_event

BACKEND = "accounts.backends.IdentifierBackend"
SEEN_EVERY = timedelta(minutes=15)  # how exact "last seen" is, and how rarely it is written
Login = BrowserSession | RefreshFamily


def begin_browser_login(*, request: HttpRequest, user: User, method: SignInMethod) -> None:
    """Log a browser in under a new session key; whoever was logged in there before no longer is."""
    if SESSION_KEY in request.session:
        forget_browser_session(session_key=request.session.session_key)
        request.session.flush()
    request.__dict__["sign_in_method"] = method
    login(request, user, backend=BACKEND)


def begin_api_login(*, request: HttpRequest, user: User, method: SignInMethod) -> tokens.TokenPair:
    """Start a refresh family for an API client."""
    request.__dict__["login_noted"] = True
    return tokens.start_family(user=user, method=method, origin=origin_of(request))


@transaction.atomic
def record_browser_session(*, request: HttpRequest, user: User) -> BrowserSession:
    """Write down that a browser was logged in; called for every login, whoever carried it out."""
    if request.session.session_key is None:  # another member was logged in here: Django left an empty session behind
        request.session.create()
    method = SignInMethod(request.__dict__.get("sign_in_method", SignInMethod.PASSWORD))
    origin, now = origin_of(request), timezone.now()
    row, _ = BrowserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "method": method,
            "created_at": now,
            "last_seen_at": now,
            "proved_at": now,
            **origin.as_fields(),
        },
    )
    if not request.__dict__.get("login_noted"):  # tokens begun by the same request are the same login
        record_event(user=user, kind=SecurityEventKind.LOGGED_IN, detail=method.label, origin=origin)
    return row


def keep_browser_session(*, row: BrowserSession, session_key: str | None) -> None:
    """Follow a session to its new key."""
    BrowserSession.objects.filter(pk=row.pk).update(session_key=session_key)
    row.session_key = session_key or ""


def renew_browser_session(*, request: Any, user: User, row: Login | None) -> None:
    """Keep the browser of `row` logged in after its member's password changed, under a new session key."""
    if isinstance(row, BrowserSession):
        django_request: HttpRequest = getattr(request, "_request", request)
        update_session_auth_hash(django_request, user)
        keep_browser_session(row=row, session_key=django_request.session.session_key)


def forget_browser_session(*, session_key: str | None) -> None:
    """A browser logged out."""
    BrowserSession.objects.filter(session_key=session_key or "").delete()


def note_seen(*, row: BrowserSession, now: datetime | None = None) -> bool:
    """Write down that a browser was seen, if the last time is a while ago; whether anything was written."""
    now = now or timezone.now()
    if now - row.last_seen_at < SEEN_EVERY:
        return False
    # By the old value: of requests at one moment one writes, and a session that ended meanwhile stays ended.
    seen = BrowserSession.objects.filter(pk=row.pk, last_seen_at=row.last_seen_at).update(last_seen_at=now)
    return bool(seen)


def current_login(request: Any) -> Login | None:
    """The login that a request (Django's or DRF's) was made with, None for one that is bound to neither."""
    credential = getattr(request, "auth", None)
    if isinstance(credential, Token):
        return RefreshFamily.objects.filter(pk=uuid.UUID(hex=str(credential["sid"])), revoked_at=None).first()
    if credential is not None or not request.user.is_authenticated:
        return None
    django_request: HttpRequest = getattr(request, "_request", request)
    key = django_request.session.session_key
    return BrowserSession.objects.filter(session_key=key, user_id=request.user.pk).first() if key else None


@transaction.atomic
def end_session(*, user: User, session_id: str, origin: Origin) -> None:
    """End one login of a member; SessionNotFoundError unless it is theirs and alive.

    `session_id` is the number of a browser session or the UUID of a refresh family.
    """
    if session_id.isascii() and session_id.isdigit():
        ended = _end_browsers(user=user, ids=[int(session_id)] if len(session_id) < 19 else [])
    else:
        try:
            family_id = uuid.UUID(session_id)
        except ValueError as error:
            raise SessionNotFoundError from error
        ended = RefreshFamily.objects.filter(pk=family_id, user=user, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_reason=RevokeReason.ENDED
        )
    if not ended:
        raise SessionNotFoundError
    record_event(user=user, kind=SecurityEventKind.SESSIONS_ENDED, detail="1", origin=origin)


@transaction.atomic
def end_all_sessions(*, user: User, reason: RevokeReason, keep: Login | None = None) -> int:
    """End every login of a member, in browsers and of API clients, but `keep`; returns how many ended."""
    families = tokens.revoke_all(user=user, reason=reason, keep=keep.pk if isinstance(keep, RefreshFamily) else None)
    rows = BrowserSession.objects.filter(user=user)
    if isinstance(keep, BrowserSession):
        rows = rows.exclude(pk=keep.pk)
    return families + _end_browsers(user=user, ids=list(rows.values_list("pk", flat=True)))


def _end_browsers(*, user: User, ids: list[int]) -> int:
    """The row is what counts; the stored session is thrown away with it, so that nothing of it stays behind."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = BrowserSession.objects.filter(user=user, pk__in=ids)
    for key in rows.values_list("session_key", flat=True):
        store(key).delete()
    deleted, _ = rows.delete()
    return deleted


def prune_browser_sessions(*, now: datetime | None = None) -> int:
    """Delete rows and stored sessions of browsers that came back too late; returns how many rows."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    before = (now or timezone.now()) - timedelta(seconds=settings.SESSION_COOKIE_AGE) - SEEN_EVERY
    deleted, _ = BrowserSession.objects.filter(last_seen_at__lt=before).delete()
    return deleted
