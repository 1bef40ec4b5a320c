"""The member."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

USERNAME_RULE = RegexValidator(
    r"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,28}[A-Za-z0-9])?\Z",
    "Letters, digits, - and _; at most 30, beginning and ending with a letter or digit.",
)


def identifier_key(value: str) -> str:
    """How usernames and e-mail addresses are compared: without surrounding blanks or case."""
    return value.strip().lower()


class UserManager(DjangoUserManager["User"]):
    """Finds members by what they type."""

    def get_by_natural_key(self, username: str | None) -> User:
        """By username, whatever its case."""
        return self.get(username_key=identifier_key(username or ""))


class User(AbstractUser):
    """A member. The keys are the comparable forms of username and e-mail, as databases disagree about case.

    An address belongs to whoever confirmed it: `email_key` is NULL until then, and NULLs never collide on any database.
    `email_claim_key` is what was typed; any number of members may claim one address.

    A suspended member is not active for as long as it lasts, so that whatever asks for that leaves them out.
    """

    username = models.CharField(
        max_length=30,
        unique=True,
        validators=[USERNAME_RULE],
        error_messages={"unique": "This username is taken."},
    )
    username_key = models.CharField(max_length=30, unique=True, editable=False)
    email = models.EmailField(blank=True)
    email_key = models.CharField(max_length=254, unique=True, null=True, blank=True, editable=False)
    email_claim_key = models.CharField(max_length=254, blank=True, default="", db_index=True, editable=False)
    email_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, help_text="Generated for demonstration; nobody can log in as it")
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False, help_text="Empty: for good")
    suspension_reason = models.CharField(max_length=300, blank=True, default="", editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["date_joined", "id"], name="user_joined"),
            models.Index(fields=["suspended_until"], name="user_suspended_until"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the keys in step with the names. An address that was changed is no longer a confirmed one."""
        self.username_key = identifier_key(self.username)
        self.email_claim_key = identifier_key(self.email)
        if self.email_key != (self.email_claim_key or None):
            self.email_key = self.email_verified_at = None
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "username_key", "email_key", "email_claim_key", "email_verified_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The public profile."""
        return reverse("accounts:profile", args=[self.username])
