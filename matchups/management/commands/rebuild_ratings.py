"""`manage.py rebuild_ratings`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from matchups.exceptions import RefitBusyError
from matchups.services.refit import refit_board
from matchups.services.replay import rebuild_live, replay_ledger

LARGEST_GAP = 1e-6  # points; what is further apart was not moved by the ledger


class Command(BaseCommand):
    """Works all ratings out anew from the votes that count: the live ones with their ledger, then the board.

    With --check nothing is written: the ledger is played again and compared with the live ratings.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is to be done; by default both."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--board-only", action="store_true", help="leave the live ratings as they are")
        only.add_argument("--live-only", action="store_true", help="leave the board as it is")
        only.add_argument("--check", action="store_true", help="only compare; exit status 1 above 1e-6 points")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with bars."""
        quiet = options["verbosity"] < 1
        if options["check"]:
            self._check()
            return
        if not options["board_only"]:
            self._rebuild(quiet)
        if not options["live_only"]:
            self._refit(quiet)

    def _check(self) -> None:
        audit = replay_ledger()
        self.stdout.write(f"{audit.rows} changes, largest gap {audit.largest_gap:.2e} points.")
        if audit.largest_gap > LARGEST_GAP:
            raise CommandError("The live ratings are not what the ledger says.")

    def _rebuild(self, quiet: bool) -> None:
        with tqdm(unit="vote", disable=quiet) as bar:

            def moved(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            votes = rebuild_live(progress=moved)
        self.stdout.write(f"Live ratings rebuilt from {votes} votes.")

    def _refit(self, quiet: bool) -> None:
        with tqdm(total=100, unit="%", disable=quiet, bar_format="{l_bar}{bar}| {elapsed}") as bar:

            def moved(what: str, done: float) -> None:
                bar.set_description_str(what)
                bar.update(round(100 * done) - bar.n)

            try:
                made = refit_board(progress=moved)
            except RefitBusyError as error:
                raise CommandError(error.detail) from error
        self.stdout.write(f"Board fitted: {made.votes} votes, {made.lineups} line-ups, {made.titles} titles.")
