"""What can go wrong with an account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import (
    AuthenticationError,
    ConflictError,
    DomainError,
    NotFoundError,
    PermissionDeniedError,
    UnavailableError,
)


class InvalidCredentialsError(AuthenticationError):
    """Unknown identifier or wrong password; the two are told apart nowhere."""

    title = _("The name or password is wrong")


class MemberSuspendedError(PermissionDeniedError):
    """Right credentials of a member who is suspended. `sentence` says until when and why, `appeal_url` leads on."""

    code = "suspended"
    title = _("This account is suspended")

    def __init__(self, sentence: str, *, appeal_url: str) -> None:
        super().__init__(f"{sentence} {appeal_url}")
        self.sentence, self.appeal_url = sentence, appeal_url


class InvalidRefreshTokenError(AuthenticationError):
    """A refresh token that is unknown, spent, expired or revoked."""

    title = _("The session has ended; log in again")


class IdentifierTakenError(ConflictError):
    """A username or e-mail address that another member has."""

    status = 400
    code = "invalid"
    title = _("Invalid input")


class ProfileNotFoundError(NotFoundError):
    """No such member, or one whose profile the asker may not see."""

    title = _("There is no such profile")


class ForeignProfileError(PermissionDeniedError):
    """A profile that the asker may see and not change."""

    title = _("This is somebody else's profile")


class MalformedProofError(DomainError):
    """A sign-in message or address that cannot be read; the message says which field."""

    title = _("Invalid input")


class WalletProofError(AuthenticationError):
    """A readable sign-in message that proves nothing here: another site's, too old, or signed by another key."""

    code = "wallet_refused"
    title = _("The signed message was refused")


class NonceSpentError(WalletProofError):
    """A nonce never given out, used, expired, or meant for something else; another one may be asked for."""

    code = "nonce_spent"
    title = _("The nonce is not valid, or no longer")


class ForeignBrowserError(PermissionDeniedError):
    """A message that was begun in another browser (login CSRF)."""

    code = "foreign_browser"
    title = _("This was begun in another browser")


class WalletTakenError(ConflictError):
    """An address that belongs to another member; the two accounts might be one person's."""

    code = "wallet_taken"
    title = _("This wallet belongs to another member")


class WalletNotFoundError(NotFoundError):
    """No such wallet, or somebody else's."""

    title = _("There is no such wallet")


class InvalidApiTokenError(AuthenticationError):
    """A personal API token that is unknown, expired or revoked."""

    title = _("The token does not work")


class ApiTokenNotFoundError(NotFoundError):
    """The member has no living token with this id."""

    title = _("There is no such token")


class InsufficientScopeError(PermissionDeniedError):
    """The token was not made for this (RFC 6750, section 3.1)."""

    code = "insufficient_scope"
    title = _("The token may not do this")


class SessionNotFoundError(NotFoundError):
    """No such login, or somebody else's, or one that has ended."""

    title = _("There is no such session")


class PasskeyNotFoundError(NotFoundError):
    """No such passkey, or somebody else's."""

    title = _("There is no such passkey")


class ReauthRequiredError(PermissionDeniedError):
    """The member has not proved lately that it is them; they can do so and try again."""

    code = "reauth_required"
    title = _("Confirm that it is you first")


class LastFactorError(ConflictError):
    """The only way left to log in, which cannot be removed."""

    code = "last_factor"
    title = _("This is your only way to log in")


class SecondFactorRequiredError(AuthenticationError):
    """The password is right, and a second step is asked for."""

    code = "second_factor_required"
    title = _("A code is needed besides the password")


class WrongCodeError(AuthenticationError):
    """A one-time password, recovery code or passkey that does not fit, or was used before."""

    code = "wrong_code"
    title = _("The code is wrong or was used before")


class InvalidLinkError(NotFoundError):
    """A link from an e-mail that was changed, used, meant for something else, or is too old."""

    code = "invalid_link"
    title = _("This link no longer works")


class MergeOfferedError(ConflictError):
    """The address was confirmed by another member before; both accounts have shown to be one person's."""

    code = "merge_offered"
    title = _("This address belongs to another account")

    def __init__(self, detail: str = "", *, owner_id: int) -> None:
        super().__init__(detail)
        self.owner_id = owner_id


class NotificationNotFoundError(NotFoundError):
    """No such notification, or somebody else's."""

    title = _("There is no such notification")


class ArchiveRefusedError(DomainError):
    """An upload that is no export of this site, or one that cannot be read."""

    code = "archive_refused"
    title = _("This file cannot be read")


class MergeRefusedError(ConflictError):
    """Two accounts that cannot become one: the same one twice, one that is closed, or a curator's."""

    code = "merge_refused"
    title = _("These accounts cannot become one")


class TelegramCodeError(DomainError):
    """A code that links no chat: wrong, spent or too old."""

    title = _("This link has been used or is too old. Ask for a new one in your settings.")


class TelegramSilentError(UnavailableError):
    """Telegram does not say which bot is the site's, or there is none."""

    title = _("Telegram does not answer at the moment. Try again later.")
