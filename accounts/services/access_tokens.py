"""Access tokens whose signing key can be changed without logging anybody out (RFC 7515, section 4.1.4: `kid`)."""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken
from rest_framework_simplejwt.tokens import AccessToken


def key_id(key: str) -> str:
    """What a token calls the key it was signed with; it tells nothing about the key."""
    return hashlib.sha256(b"kid:" + key.encode()).hexdigest()[:12]


class KeyRing(TokenBackend):
    """Signs with JWT_SIGNING_KEY and says which key that was; checks with that one or one of JWT_PREVIOUS_KEYS.

    The algorithm is this site's own and never the token's; issuer and audience must be there and be this site's.
    """

    def encode(self, payload: dict[str, Any]) -> str:
        """A signed token."""
        claims = {**payload, "aud": self.audience, "iss": self.issuer}
        headers = {"kid": key_id(settings.JWT_SIGNING_KEY)}
        return jwt.encode(claims, settings.JWT_SIGNING_KEY, algorithm=self.algorithm, headers=headers)

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """The claims of a token; TokenBackendError for any that is not this site's, whole and in time."""
        keys = {key_id(key): key for key in (settings.JWT_SIGNING_KEY, *settings.JWT_PREVIOUS_KEYS)}
        try:
            named = jwt.get_unverified_header(token).get("kid", key_id(settings.JWT_SIGNING_KEY))
            claims: dict[str, Any] = jwt.decode(
                token,
                keys[named],
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=self.get_leeway(),
                options={"require": ["exp", "iat", "iss", "aud", "sub"], "verify_signature": verify},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenBackendExpiredToken("Token is expired") from error
        except (jwt.InvalidTokenError, KeyError, TypeError) as error:
            raise TokenBackendError("Token is invalid") from error
        return claims


class SiteAccessToken(AccessToken):
    """An access token of this site."""

    def get_token_backend(self) -> TokenBackend:
        """The ring, made afresh from the settings: it holds nothing but what they say."""
        jwt_settings = settings.SIMPLE_JWT
        return KeyRing(
            algorithm=jwt_settings["ALGORITHM"],
            signing_key=settings.JWT_SIGNING_KEY,
            audience=jwt_settings["AUDIENCE"],
            issuer=jwt_settings["ISSUER"],
            leeway=jwt_settings["LEEWAY"],
        )
