"""Bearer tokens that end with their login."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken
from rest_framework_simplejwt.tokens import Token

from accounts.models import RefreshFamily, User


class FamilyJWTAuthentication(JWTAuthentication):
    """SimpleJWT's checks, and one more: the family named by `sid` must be alive.

    Member and family are read by one query, as many as without the check.
    """

    def get_user(self, validated_token: Token) -> Any:
        """The member of a living family; 401 otherwise."""
        try:
            family_id = uuid.UUID(hex=str(validated_token["sid"]))
        except (KeyError, ValueError) as error:
            raise InvalidToken("The token names no session.") from error
        family = RefreshFamily.objects.select_related("user").filter(pk=family_id, revoked_at=None).first()
        if family is None or str(family.user_id) != str(validated_token.get("sub")):
            raise AuthenticationFailed("The session has ended.", code="session_ended")
        user: User = family.user
        if not user.is_active:
            raise AuthenticationFailed("The account is not active.", code="user_inactive")
        return user
