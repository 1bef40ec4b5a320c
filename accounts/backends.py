"""Password login by username or e-mail address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import candidates_of
from accounts.services.suspension import readmit


class IdentifierBackend(ModelBackend):
    """Django's own backend, but the identifier may be an e-mail address, in any case."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The member, or None.

        A username costs one hash whether or not it is somebody's. An address costs two: it is tried as that of its
        owner and of the newest member who claims it, so neither time nor answer tells which of them there is.
        Whoever knows the password of a suspended member is told so: MemberSuspendedError.
        """
        if not username or password is None:
            return None
        matching = [user for user in candidates_of(username) if self._matches(user, password)]
        found = [user for user in matching if user is not None]
        active = next((user for user in found if self.user_can_authenticate(user)), None)
        if active is not None:
            return active
        suspended = next((user for user in found if user.suspended_at is not None), None)
        return readmit(suspended) if suspended is not None else None

    def _matches(self, user: User | None, password: str) -> bool:
        if user is None:
            User().set_password(password)
            return False
        return user.check_password(password)
