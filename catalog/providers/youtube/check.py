"""What is to be said about YouTube's settings."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error

from catalog.providers.configuring import check_address, switched_off
from catalog.providers.youtube.mapper import channel_id


def check_config() -> list[CheckMessage]:
    """Errors for the address and for channels, a remark without a key."""
    found = check_address("YOUTUBE_BASE_URL", settings.YOUTUBE_BASE_URL, "E121")
    strange = [channel for channel in settings.YOUTUBE_CHANNELS if not channel_id(channel)]
    if strange:
        found.append(
            Error(
                f"YOUTUBE_CHANNELS holds what is no channel's id: {', '.join(strange)}.",
                hint="An id begins with UC and has 24 characters.",
                id="catalog.E122",
            )
        )
    if not settings.YOUTUBE_API_KEY:
        found += switched_off("YouTube", "Set YOUTUBE_API_KEY.", "I121")
    return found
