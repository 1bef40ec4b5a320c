"""Logging in with a password."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest

from accounts.exceptions import InvalidCredentialsError
from accounts.models import User
from moviesite.common.ratelimit import enforce


def check_credentials(*, request: HttpRequest, identifier: str, password: str) -> User:
    """The member these credentials belong to.

    Both limits, by address and by account, are counted before the password is hashed: hashing is what an attacker would
    exhaust. InvalidCredentialsError or RateLimitedError otherwise.
    """
    enforce(request, "login-ip")
    enforce(request, "login-account", account=identifier)
    user = authenticate(request, username=identifier, password=password)
    if not isinstance(user, User):
        raise InvalidCredentialsError
    return user
