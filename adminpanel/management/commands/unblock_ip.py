"""The way out for staff who shut themselves out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from adminpanel.services.blocking import unblock_address


class Command(BaseCommand):
    """`manage.py unblock_ip 192.0.2.7`."""

    help = "Remove every block that an address or network falls under, or that lies within it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address."""
        parser.add_argument("address", help="such as 192.0.2.7, 2001:db8::7 or 192.0.2.0/24")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and say which they were."""
        try:
            removed = unblock_address(address=options["address"])
        except ValueError as error:
            raise CommandError(f"{options['address']} is no address.") from error
        for network in removed:
            self.stdout.write(f"unblocked {network}")
        if not removed:
            self.stdout.write("nothing was blocked")
