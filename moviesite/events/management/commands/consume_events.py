"""`manage.py consume_events`: publishes the outbox to EVENTS_URL and handles what comes back."""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moviesite.events.loop import EventLoop


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C and then finishes what it is doing. Any number may run."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the loop."""
        if not settings.EVENTS_URL:
            raise CommandError("EVENTS_URL is empty: events are delivered in process, and nothing is to be done here.")
        received: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda came, _frame: received.append(came))
        EventLoop(stopping=lambda: bool(received)).run()
        self.stdout.write("stopped")
