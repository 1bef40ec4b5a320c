"""What is to be said about TMDB's settings."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage

from catalog.providers.configuring import check_address, switched_off


def check_config() -> list[CheckMessage]:
    """Errors for addresses, a remark without a key."""
    found = check_address("TMDB_BASE_URL", settings.TMDB_BASE_URL, "E101")
    found += check_address("TMDB_IMAGE_BASE_URL", settings.TMDB_IMAGE_BASE_URL, "E102")
    if not (settings.TMDB_READ_TOKEN or settings.TMDB_API_KEY):
        found += switched_off("TMDB", "Set TMDB_READ_TOKEN, or TMDB_API_KEY.", "I101")
    return found
