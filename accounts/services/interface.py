"""The language in which the site speaks to a browser."""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.selectors import profile_of

KEPT = 365 * 24 * 3600  # seconds


def speak_to(response: HttpResponseBase, user: User) -> None:
    """From this response on, the browser that gets it is spoken to in the member's language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        profile_of(user).ui_language,
        max_age=KEPT,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
