"""A bot, the Bot API that it asks, and the channel that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.enums import NotificationChannel
from accounts.notifications.channels.base import register_channel, unregister_channel
from accounts.telegram.channel import TelegramChannel
from tests.fakes.telegram import TOKEN, FakeTelegram, bot_api


@pytest.fixture
def telegram(settings: Any) -> Iterator[FakeTelegram]:
    """The site with a bot."""
    with bot_api() as fake:
        settings.TELEGRAM_API_BASE = fake.url
        settings.TELEGRAM_BOT_TOKEN = TOKEN
        settings.TELEGRAM_WEBHOOK_SECRET = "a-secret-of-the-webhook"
        settings.TELEGRAM_CHANNEL = "@marquee"
        register_channel(TelegramChannel())
        yield fake
        unregister_channel(NotificationChannel.TELEGRAM)
