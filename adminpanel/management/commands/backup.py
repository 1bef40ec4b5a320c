"""`manage.py backup`: one archive of everything that cannot be made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.making import make_backup


class Command(BaseCommand):
    """Database, media and models as of now, while the site goes on."""

    help = "Copy database, media and models into one archive, encrypted where BACKUP_KEY is set."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", default=settings.BACKUP_DIR, help="folder (default: BACKUP_DIR)")
        parser.add_argument("--keep", type=int, default=0, help="then delete all archives there but so many")
        parser.add_argument("--logical", action="store_true", help="rows as JSON lines, for any engine; takes longer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say where it is."""
        if not options["to"]:
            raise CommandError("Where to? Give --to FOLDER, or set BACKUP_DIR.")
        if options["keep"] < 0:
            raise CommandError("--keep takes a number from 1; 0 keeps all.")
        with tqdm(desc="backup", unit=" parts", disable=options["verbosity"] < 1) as bar:

            def progress(name: str) -> None:
                bar.set_postfix_str(name[-40:], refresh=False)
                bar.update()

            try:
                path, manifest = make_backup(
                    folder=Path(options["to"]),
                    logical=options["logical"],
                    keep=options["keep"],
                    key=settings.BACKUP_KEY,
                    progress=progress,
                )
            except (BackupError, OSError) as error:
                raise CommandError(str(error)) from error
        rows = sum(content.rows for content in manifest.tables.values())
        self.stdout.write(
            f"{path}: {path.stat().st_size / 1e6:,.1f} MB, {rows:,} rows of {len(manifest.tables)} tables, "
            f"{len(manifest.files)} files; {manifest.engine}, {manifest.form}"
            f"{'' if settings.BACKUP_KEY else '; not encrypted, as BACKUP_KEY is not set'}"
        )
