"""Telling Telegram about the bot: where its updates go, and its commands in the site's languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.telegram.client import is_on, the_bot
from adminpanel.services.telegram.bot import COMMANDS
from adminpanel.services.telegram.updates import ALLOWED
from moviesite.common.errors import DomainError


def set_up_bot() -> dict[str, Any]:
    """Set the webhook and the commands; returns the bot. DomainError without a token or a secret, UpstreamError."""
    _check()
    bot = the_bot()
    me = bot.get_me()
    bot.call(
        "setWebhook",
        url=settings.SITE_URL + reverse("telegram-webhook"),
        secret_token=settings.TELEGRAM_WEBHOOK_SECRET,
        allowed_updates=list(ALLOWED),
    )
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            commands = [{"command": name, "description": str(words)} for name, words in COMMANDS.items()]
        # Those without a language are for everybody whose language has none.
        code = None if language == settings.LANGUAGE_CODE else language
        bot.call("setMyCommands", commands=commands, language_code=code)
    return me


def take_down_bot() -> None:
    """Send no more updates and show no commands. DomainError without a token, UpstreamError."""
    if not is_on():
        raise DomainError("TELEGRAM_BOT_TOKEN is not set.")
    bot = the_bot()
    bot.call("deleteWebhook")
    for language, _name in settings.LANGUAGES:
        bot.call("deleteMyCommands", language_code=None if language == settings.LANGUAGE_CODE else language)


def _check() -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"):
        if not getattr(settings, name):
            raise DomainError(f"{name} is not set.")
