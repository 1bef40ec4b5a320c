"""Telegram: a bot's token, its channel, and the secret that its updates carry. Off without a token."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

_TOKEN = re.compile(r"\d{1,20}:[\w-]{20,100}", re.ASCII)
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}|-?\d{1,20}", re.ASCII)
_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)  # the Bot API allows 1 to 256 of these; fewer than 16 can be guessed


def telegram() -> dict[str, Any]:
    """The settings, checked for their form. No message repeats a value."""
    base = env.text("TELEGRAM_API_BASE", "https://api.telegram.org").rstrip("/")
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ImproperlyConfigured(f"TELEGRAM_API_BASE must be an address like https://api.telegram.org. {env.HINT}")
    token, channel = env.text("TELEGRAM_BOT_TOKEN", ""), env.text("TELEGRAM_CHANNEL", "")
    secret = env.text("TELEGRAM_WEBHOOK_SECRET", "")
    for name, value, form, said in (
        ("TELEGRAM_BOT_TOKEN", token, _TOKEN, "what BotFather gave, such as 1234567890:…"),
        ("TELEGRAM_CHANNEL", channel, _CHANNEL, "a name such as @marquee, or a chat's number"),
        ("TELEGRAM_WEBHOOK_SECRET", secret, _SECRET, "16 to 256 letters, digits, _ and -"),
    ):
        if value and not form.fullmatch(value):
            raise ImproperlyConfigured(f"{name} must be {said}. {env.HINT}")
    return {
        "TELEGRAM_API_BASE": base,
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_CHANNEL": channel,
        "TELEGRAM_WEBHOOK_SECRET": secret,
    }
