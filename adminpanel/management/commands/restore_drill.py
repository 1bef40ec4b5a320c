"""`manage.py restore_drill`: whether an archive would be of use."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from adminpanel.services.drill import Drill, newest_archive, run_drill, try_site
from moviesite.ops.backup.errors import BackupError


class Command(BaseCommand):
    """Restores beside the site, compares, logs in, votes; prints seconds; ends with 1 unless all is well."""

    help = "Restore an archive (default: the newest of BACKUP_DIR) beside the site, compare, use and drop it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("archive", nargs="?", type=Path)
        parser.add_argument("--json", action="store_true", help="one line for scripts")
        parser.add_argument("--probe", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        if options["probe"]:
            self.stdout.write(json.dumps(try_site()))
            return
        with tqdm(desc="drill", unit=" tables", disable=options["json"] or options["verbosity"] < 1) as bar:
            try:
                drill = run_drill(options["archive"] or newest_archive(), progress=lambda _: bar.update() and None)
            except (BackupError, OSError) as error:
                raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"passed": drill.passed, **asdict(drill)}))
        else:
            self._tell(drill)
        if not drill.passed:
            raise CommandError("The drill failed.")

    def _tell(self, drill: Drill) -> None:
        say = self.stdout.write
        say(f"{drill.archive}: {drill.engine}, {drill.form}, {drill.rows:,} rows of {drill.tables} tables")
        say(
            f"RTO {drill.rto} s for {drill.size / 1e9:.2f} GB (unpacked in {drill.unpacking} s, loaded in "
            f"{drill.loading} s, compared in {drill.comparing} s)"
        )
        say(f"RPO {drill.rpo} s: what was written since the archive would be lost")
        for sentence in drill.differences or ["every table is as the archive says"]:
            say(sentence)
        for name, answer in drill.uses.items():
            say(f"{name}: {answer}")
