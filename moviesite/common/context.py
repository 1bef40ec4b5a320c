"""What every template may use besides the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's address, the languages it speaks, and the theme a visitor chose, if any."""
    theme = request.COOKIES.get("theme", "")
    return {
        "SITE_URL": settings.SITE_URL,
        "theme": theme if theme in {"light", "dark"} else "",
        "site_languages": settings.LANGUAGES,
    }
