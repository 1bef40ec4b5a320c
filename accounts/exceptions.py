"""What can go wrong with an account."""

from __future__ import annotations

from moviesite.common.errors import AuthenticationError, ConflictError, NotFoundError


class InvalidCredentialsError(AuthenticationError):
    """Unknown identifier or wrong password; the two are told apart nowhere."""

    title = "The name or password is wrong"


class InvalidRefreshTokenError(AuthenticationError):
    """A refresh token that is unknown, spent, expired or revoked."""

    title = "The session has ended; log in again"


class IdentifierTakenError(ConflictError):
    """A username or e-mail address that another member has."""

    status = 400
    code = "invalid"
    title = "Invalid input"


class ProfileNotFoundError(NotFoundError):
    """No such member, or one whose profile the asker may not see."""

    title = "There is no such profile"
