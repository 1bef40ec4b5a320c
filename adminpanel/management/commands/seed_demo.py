"""`manage.py seed_demo`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from adminpanel.demo.seed import remove_demo_members, seed_demo, start_of_today

STEPS = 10


class Command(BaseCommand):
    """Fills the site with real titles and generated members; the same seed gives the same site."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Size and seed of the demo."""
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--members", type=int, default=320)
        parser.add_argument("--ratings", type=int, default=32_000, help="at least this many, in all")
        parser.add_argument("--until", help="the last day of the demo, YYYY-MM-DD (default: today)")
        parser.add_argument("--reset", action="store_true", help="remove the generated members first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        until = start_of_today()
        if options["until"]:
            try:
                until = datetime.strptime(options["until"], "%Y-%m-%d").replace(tzinfo=UTC)
            except ValueError as error:
                raise CommandError("--until takes a date such as 2026-11-20") from error
        if options["members"] < 1 or options["ratings"] < 1:
            raise CommandError("--members and --ratings take a positive number")
        if options["reset"]:
            self.stdout.write(f"Removed {remove_demo_members()} generated members.")
        with tqdm(total=STEPS, unit="step", disable=options["verbosity"] < 1) as bar:

            def say(step: str) -> None:
                bar.set_description(step)
                bar.update()

            report = seed_demo(
                members=options["members"], ratings=options["ratings"], seed=options["seed"], until=until, say=say
            )
        self.stdout.write(
            f"{report.titles_created} titles new, {report.titles_updated} changed; "
            f"{report.members} members, {report.ratings} ratings, {report.reviews} reviews, {report.lists} lists, "
            f"{report.votes} votes."
        )
