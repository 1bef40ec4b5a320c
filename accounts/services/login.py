"""Logging in with a password."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.exceptions import InvalidCredentialsError
from accounts.models import User
from accounts.models.user import identifier_key
from accounts.selectors import candidates_of
from accounts.services.security import knows_network
from moviesite.common.client_ip import client_ip, network_key
from moviesite.common.errors import RateLimitedError
from moviesite.common.ratelimit import count_request, enforce


def check_credentials(*, request: HttpRequest, identifier: str, password: str) -> User:
    """The member these credentials belong to. InvalidCredentialsError or RateLimitedError otherwise.

    All limits are counted before the password is hashed: hashing is what an attacker would exhaust. An account has a
    limit for each network and one for all of them together. The latter does not hold for networks the member logged in
    from lately, so nobody can lock a member out by guessing from many places.
    """
    network, name = network_key(client_ip(request)), identifier_key(identifier)
    enforce(request, "login-ip")
    enforce(request, "login-account", account=f"{name} from {network}")
    usage = count_request(request, "login-everywhere", account=name)
    if usage.exceeded and not _is_known(identifier, network):
        raise RateLimitedError(
            ngettext(
                "Too many tries from many places. Try again in %(reset)s second.",
                "Too many tries from many places. Try again in %(reset)s seconds.",
                usage.reset,
            )
            % {"reset": usage.reset},
            retry_after=usage.reset,
            policy=usage.policy,
        )
    user = authenticate(request, username=identifier, password=password)
    if not isinstance(user, User):
        raise InvalidCredentialsError
    return user


def _is_known(identifier: str, network: str) -> bool:
    ids = [user.pk for user in candidates_of(identifier) if user is not None]
    return bool(ids) and knows_network(user_ids=ids, network=network)
