"""Bearer tokens: those of a login, which end with it, and those that members made for their scripts."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from accounts.exceptions import InsufficientScopeError, InvalidApiTokenError
from accounts.models import ApiToken, RefreshFamily, User
from accounts.scopes import required_scope
from accounts.services.api_tokens import PREFIX, find_token


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer mrqt_…`; a request beyond the token's scopes is refused before its view runs."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The member and the token; None when the header holds something else."""
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.startswith(PREFIX):
            return None
        if not secret.isascii():
            raise InvalidApiTokenError
        token = find_token(secret=secret)
        scope = required_scope(request.method or "", request.path)
        if scope is None:
            raise InsufficientScopeError(gettext("No personal token may do this."))
        if scope not in token.scopes:
            raise InsufficientScopeError(gettext("This needs the scope %(scope)s.") % {"scope": scope})
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a refused client is told to bring."""
        return 'Bearer realm="api"'


class FamilyJWTAuthentication(JWTAuthentication):
    """SimpleJWT's checks, and one more: the family named by `sid` must be alive.

    Member and family are read by one query, as many as without the check.
    """

    def get_user(self, validated_token: Token) -> Any:
        """The member of a living family; 401 otherwise."""
        try:
            family_id = uuid.UUID(hex=str(validated_token["sid"]))
        except (KeyError, ValueError) as error:
            raise InvalidToken(gettext("The token names no session.")) from error
        family = RefreshFamily.objects.select_related("user").filter(pk=family_id, revoked_at=None).first()
        if family is None or str(family.user_id) != str(validated_token.get("sub")):
            raise AuthenticationFailed(gettext("The session has ended."), code="session_ended")
        user: User = family.user
        if not user.is_active:
            raise AuthenticationFailed(gettext("The account is not active."), code="user_inactive")
        return user
