"""What staff may do."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class StaffPermission(BasePermission):
    """Staff who have the permission that the view names for the method in `staff_permissions`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the asker is one of them; a method that the view does not name is nobody's."""
        needed = view.staff_permissions.get("GET" if request.method in {"HEAD", "OPTIONS"} else request.method)
        return bool(needed and request.user and request.user.is_staff and request.user.has_perm(needed))
