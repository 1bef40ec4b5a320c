"""Who is asking: the member of a request, or the visitor by a signed cookie that says nothing about them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

from accounts.models import User
from matchups.services.voters import Voter, member_key, network_digest, visitor_key
from moviesite.common.client_ip import client_ip, network_key
from moviesite.common.ratelimit import enforce

COOKIE = "voter"
SALT = "matchups.visitor"
LIFE = 365 * 24 * 3600  # seconds
_NEW = "new_voter_secret"


def voter_of(request: HttpRequest | Request) -> Voter:
    """Who votes. A visitor without a cookie gets a key, which `remember` then puts into the answer."""
    network = network_digest(network_key(client_ip(_plain(request))))
    if isinstance(request.user, User):
        return Voter(member_key(request.user.pk), request.user, network)
    plain = _plain(request)
    secret = visitor_secret(plain) or getattr(plain, _NEW, "")
    if not secret:
        secret = secrets.token_urlsafe(18)
        setattr(plain, _NEW, secret)
    return Voter(visitor_key(secret), None, network)


def visitor_secret(request: HttpRequest) -> str:
    """What the visitor's cookie holds; empty where there is none, or one that this site did not sign."""
    found = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return found if isinstance(found, str) else ""


def remember(request: HttpRequest | Request, response: HttpResponseBase) -> None:
    """Let the visitor keep the key that they were given during this request."""
    secret = getattr(_plain(request), _NEW, "")
    if secret:
        response.set_signed_cookie(
            COOKIE, secret, salt=SALT, max_age=LIFE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def forget(response: HttpResponseBase) -> None:
    """The visitor has become a member."""
    response.delete_cookie(COOKIE, samesite="Lax")


def enforce_daily(request: HttpRequest | Request) -> None:
    """Count a vote against the day's limit; RateLimitedError when it is one too many."""
    enforce(_plain(request), "vote-day" if isinstance(request.user, User) else "vote-day-visitor")


def _plain(request: HttpRequest | Request) -> HttpRequest:
    return request._request if isinstance(request, Request) else request
