"""What is to be said about Jikan's settings."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage

from catalog.providers.configuring import check_address, switched_off


def check_config() -> list[CheckMessage]:
    """An error for the address, a remark unless it was turned on."""
    found = check_address("JIKAN_BASE_URL", settings.JIKAN_BASE_URL, "E131")
    if not settings.JIKAN_ENABLED:
        found += switched_off("Jikan", "Set JIKAN_ENABLED=1; it needs no key.", "I131")
    return found
