"""What `manage.py check --deploy` says about Telegram."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Info, register


@register("telegram", deploy=True)
def check_telegram(**_: Any) -> list[CheckMessage]:
    """How it is switched on, and what is missing for all of it."""
    if not settings.TELEGRAM_BOT_TOKEN:
        given = settings.TELEGRAM_CHANNEL or settings.TELEGRAM_WEBHOOK_SECRET
        hint = "Make a bot with @BotFather, set TELEGRAM_BOT_TOKEN and run `manage.py telegram_setup`."
        if given:
            said = "Telegram is off: its channel or secret is set without a token."
            return [checks.Warning(said, hint=hint, id="telegram.W001")]
        return [Info("Telegram is off: TELEGRAM_BOT_TOKEN is not set.", hint=hint, id="telegram.I001")]
    found: list[CheckMessage] = []
    if not settings.TELEGRAM_WEBHOOK_SECRET:
        hint = "Set TELEGRAM_WEBHOOK_SECRET and run `manage.py telegram_setup`; until then no chat can be linked."
        found.append(Info("Telegram's bot hears nothing: it has no secret.", hint=hint, id="telegram.I002"))
    if not settings.TELEGRAM_CHANNEL:
        hint = "Set TELEGRAM_CHANNEL to a channel that the bot may post to."
        found.append(Info("Featured titles are not announced in a channel.", hint=hint, id="telegram.I003"))
    if not settings.SITE_URL.startswith("https://"):
        found.append(checks.Warning("Telegram sends updates to HTTPS alone, and SITE_URL is none.", id="telegram.W002"))
    return found
