"""`manage.py telegram_setup`: tell Telegram where the bot's updates go, and what it can do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from adminpanel.services.telegram.setup import set_up_bot, take_down_bot
from moviesite.common.errors import DomainError
from moviesite.common.http.errors import UpstreamError


class Command(BaseCommand):
    """Can be run again at any time; it says which bot it is."""

    help = "Set the webhook and the commands of the Telegram bot, or take them away."

    def add_arguments(self, parser: CommandParser) -> None:
        """The other direction."""
        parser.add_argument("--delete", action="store_true", help="take webhook and commands away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Neither the token nor the secret is printed."""
        try:
            if options["delete"]:
                take_down_bot()
                self.stdout.write("Telegram sends nothing any more.")
                return
            me = set_up_bot()
        except (DomainError, UpstreamError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"@{me.get('username', '')} ({me.get('id', '')}) hears updates now.")
