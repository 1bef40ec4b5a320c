"""Choices of the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevokeReason(models.TextChoices):
    """Why a login ended."""

    LOGOUT = "logout", "Logged out"
    REUSED = "reused", "A spent token came back"
    PASSWORD = "password", "The password was changed"
    FACTOR = "factor", "A way of logging in was removed"
    DEACTIVATED = "deactivated", "The account was deactivated"
    ENDED = "ended", "Ended by the member or a curator"


class SignInMethod(models.TextChoices):
    """How a session began."""

    PASSWORD = "password", "Password"
    WALLET = "wallet", "Wallet"
    REGISTRATION = "joined", "Joined"
    RESET = "reset", "Password reset"


class NoncePurpose(models.TextChoices):
    """What a signed message may be used for."""

    LOGIN = "login", "Logging in"
    LINK = "link", "Linking a wallet"
    PROOF = "proof", "Confirming who is there"


class Audience(models.TextChoices):
    """Who may see something of a member's; a private profile narrows all of it."""

    PUBLIC = "public", "Everyone"
    FOLLOWERS = "followers", "Followers"
    PRIVATE = "private", "Only the member"


class ActivityKind(models.TextChoices):
    """What the accounts themselves put into the feed; the upper apps register kinds of their own."""

    FOLLOWED = "followed", "Followed somebody"


class NotificationChannel(models.TextChoices):
    """Ways a notification can take."""

    INBOX = "inbox", "On the site"
    EMAIL = "email", "E-mail"
    TELEGRAM = "telegram", "Telegram"


class DeliveryMode(models.TextChoices):
    """When a notification is sent by a channel."""

    OFF = "off", "Never"
    NOW = "now", "At once"
    DIGEST = "digest", "In the digest"


class DeliveryState(models.TextChoices):
    """How far a delivery got."""

    PENDING = "pending", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Given up"
    SKIPPED = "skipped", "No longer wanted"


class DigestFrequency(models.TextChoices):
    """How often a digest goes out."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"


class SecurityEventKind(models.TextChoices):
    """What happened to an account."""

    LOGGED_IN = "logged_in", _("Logged in")
    TOKEN_REUSED = "token_reused", _("A spent refresh token came back")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_RESET = "password_reset", _("Password reset by e-mail")
    EMAIL_CHANGED = "email_changed", _("E-mail address changed")
    EMAIL_VERIFIED = "email_verified", _("E-mail address confirmed")
    WALLET_LINKED = "wallet_linked", _("Wallet linked")
    WALLET_UNLINKED = "wallet_unlinked", _("Wallet removed")
    FACTOR_ADDED = "factor_added", _("Second factor added")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    RECOVERY_USED = "recovery_used", _("Recovery code used")
    SESSIONS_ENDED = "sessions_ended", _("Sessions ended")
    TOKEN_MADE = "token_made", _("API token made")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    TELEGRAM_LINKED = "telegram_linked", _("Telegram connected")
    TELEGRAM_UNLINKED = "telegram_unlinked", _("Telegram disconnected")
    MERGED = "merged", _("Another account was merged into this one")
    EXPORTED = "exported", _("Data exported")
