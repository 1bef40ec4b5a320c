"""What every page shows of its member."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts.notifications.inbox import unread_count


def inbox(request: HttpRequest) -> dict[str, Any]:
    """`unread_count` for the bell; asked for where the header is drawn, and never for visitors."""

    @cache
    def count() -> int:
        user = getattr(request, "user", None)
        return unread_count(user.pk) if user is not None and user.is_authenticated else 0

    return {"unread_count": count}
