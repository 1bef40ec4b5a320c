"""Choices of the matchups."""

from django.db import models


class SetOrigin(models.TextChoices):
    """Who put a set together."""

    MEMBER = "member", "A member"
    CURATOR = "curator", "A curator"
    IMPORT = "import", "An import"
