"""What is to be said about OMDb's settings."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage

from catalog.providers.configuring import check_address, switched_off


def check_config() -> list[CheckMessage]:
    """An error for the address, a remark without a key."""
    found = check_address("OMDB_BASE_URL", settings.OMDB_BASE_URL, "E111")
    if not settings.OMDB_API_KEY:
        found += switched_off("OMDb", "Set OMDB_API_KEY.", "I111")
    return found
