"""Choices of the accounts."""

from django.db import models


class RevokeReason(models.TextChoices):
    """Why a login ended."""

    LOGOUT = "logout", "Logged out"
    REUSED = "reused", "A spent token came back"
    PASSWORD = "password", "The password was changed"
    DEACTIVATED = "deactivated", "The account was deactivated"
    ENDED = "ended", "Ended by the member or a curator"
