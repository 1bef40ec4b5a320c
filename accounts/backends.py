"""Password login by username or e-mail address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import find_by_identifier


class IdentifierBackend(ModelBackend):
    """Django's own backend, but the identifier may be an e-mail address, in any case."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The member, or None. An unknown identifier costs as much hashing as a known one."""
        if not username or password is None:
            return None
        user = find_by_identifier(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
