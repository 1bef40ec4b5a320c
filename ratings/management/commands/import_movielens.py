"""`manage.py import_movielens PATH`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog.exceptions import ImportFileError
from ratings.services.movielens import import_movielens

SHOWN = 20


class Command(BaseCommand):
    """Reads a MovieLens data set: ml-latest-small, ml-1m, ml-25m and their like, as a folder or a ZIP."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the data set is."""
        parser.add_argument("path", type=Path, help="folder or ZIP file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar per step."""
        bars: dict[str, tqdm[Any]] = {}

        def advance(step: str, size: int, done: int) -> None:
            if step not in bars:
                bars[step] = tqdm(total=size, desc=step, unit="", unit_scale=True, disable=options["verbosity"] < 1)
            bars[step].update(done)

        try:
            report = import_movielens(path=options["path"], progress=advance)
        except ImportFileError as error:
            raise CommandError(error.detail) from error
        finally:
            for bar in bars.values():
                bar.close()
        for bad in report.bad[:SHOWN]:
            self.stderr.write(f"{bad.file}:{bad.number}: {bad.reason}")
        if len(report.bad) > SHOWN:
            self.stderr.write(f"… and {len(report.bad) - SHOWN} more lines that could not be read.")
        self.stdout.write(
            f"{report.titles_created} titles new, {report.titles_matched} known; {report.members_created} members new; "
            f"{report.ratings_created} ratings written, {report.ratings_present} unchanged, "
            f"{report.unknown} of unknown films, {len(report.bad)} bad lines."
        )
