"""`manage.py rebuild_search`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog.search.subjects import get_subject
from catalog.services.index_runs import ask_for_rebuild, get_run, work_on_run

SUBJECTS = ("titles", "reviews")


class Command(BaseCommand):
    """Builds the search indexes anew; search goes on meanwhile."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to build."""
        parser.add_argument("--only", choices=SUBJECTS, help="both unless told")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        for name in [options["only"]] if options["only"] else SUBJECTS:
            run, _ = ask_for_rebuild(subject=name)
            with tqdm(total=get_subject(name).count(), desc=name, unit="row", disable=options["verbosity"] < 1) as bar:
                if not work_on_run(run_id=run.pk, progress=bar.update):
                    raise CommandError(f"Another process is at it: {name}, run {run.pk}.")
            self.stdout.write(f"Search knows {get_run(run.pk).done} {name}.")
