"""Tables that are looked at and decided about, never typed into."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from moviesite.common.admin import ReadOnlyAdmin

M = TypeVar("M", bound=Model)


class DecidedAdmin(ReadOnlyAdmin[M]):
    """Rows that the site writes. What a curator may do to one is a post of its own, with a permission of its own."""

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> tuple[str, ...]:
        """All that are shown, those that are worked out included."""
        return tuple(str(name) for name in self.fields or ())

    def require(self, request: HttpRequest, permission: str) -> User:
        """The curator who may do this; PermissionDenied for anybody else."""
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return cast(User, request.user)

    def page_context(self, request: HttpRequest, title: str, more: dict[str, Any]) -> dict[str, Any]:
        """What every page of the admin needs, and this one's own."""
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **more}
