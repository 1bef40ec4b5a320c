"""`manage.py restore ARCHIVE`: put a copy back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.places import config_from, config_of
from moviesite.ops.backup.restoring import restore_database, restore_files, unpacked


class Command(BaseCommand):
    """Checks the whole archive before anything is touched, restores, and compares every table."""

    help = "Put an archive of `backup` back: the database, media and models. Stop the site before."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and where to."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what the database holds")
        parser.add_argument("--into", default="", metavar="URL", help="another database; media and models stay as is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say why not."""
        with tqdm(desc="restore", unit=" tables", disable=options["verbosity"] < 1) as bar:

            def progress(_: str) -> None:
                bar.update()

            try:
                config = config_from(options["into"]) if options["into"] else config_of()
                near = Path(settings.DATA_DIR)
                with unpacked(options["archive"], key=settings.BACKUP_KEY, near=near) as (manifest, folder):
                    restored = restore_database(manifest, folder, config, replace=options["yes"], progress=progress)
                    files = 0 if options["into"] else restore_files(folder)
            except (BackupError, OSError) as error:
                raise CommandError(str(error)) from error
        if not options["into"]:
            cache.clear()  # what it holds was read from other rows
        if restored.differences:
            raise CommandError("Restored, but not as it was: " + "; ".join(restored.differences))
        rows = sum(content.rows for content in manifest.tables.values())
        self.stdout.write(
            f"Restored the site of {manifest.started:%Y-%m-%d %H:%M:%S} UTC: {rows:,} rows, {files} files; loaded in "
            f"{restored.loading:.1f} s, every table compared in {restored.comparing:.1f} s. Run `migrate` next."
        )
