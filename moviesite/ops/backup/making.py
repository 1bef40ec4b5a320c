"""Making a copy."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from moviesite.ops.backup import archive, engines, rows
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.manifest import LOGICAL, NATIVE, Manifest
from moviesite.ops.backup.places import Config, config_of, vendor_of
from moviesite.ops.metrics import BACKUP_AGE

log = structlog.get_logger(__name__)
PREFIX = "marquee-"
Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    return None


def archives(folder: Path) -> list[Path]:
    """The archives in a folder, the newest first: their names tell when they were made."""
    found = [*folder.glob(f"{PREFIX}*{archive.PLAIN}"), *folder.glob(f"{PREFIX}*{archive.SEALED}")]
    return sorted(found, reverse=True)


def make_backup(
    *, folder: Path, logical: bool = False, keep: int = 0, key: str = "", progress: Progress = _quiet
) -> tuple[Path, Manifest]:
    """Copy the database, media and models into one archive; then delete all but the `keep` newest, if it is not 0.

    Raises BackupError; then no archive is there, and none is deleted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    began = time.monotonic()
    config = config_of()
    vendor = vendor_of(config)
    # pg_dump empties its session's search path; behind a pooler the site would be given that session next.
    form = LOGICAL if logical or settings.DATABASE_POOLER or not engines.has_tools(vendor) else NATIVE
    manifest = Manifest(engine=vendor, form=form, started=timezone.now())
    name = f"{PREFIX}{manifest.started:%Y%m%dT%H%M%S%f}Z{archive.SEALED if key else archive.PLAIN}"
    with _alone(folder), _staging(folder) as staged:
        _copy_database(config, staged, manifest, progress)
        with archive.writing(folder / name, manifest, key=key, progress=progress) as writer:
            for path in sorted(staged.iterdir()):
                writer.add_own(f"database/{path.name}", path)
                path.unlink()
            # After the database: whatever a row names is there, and a file too many does no harm.
            writer.add_folder("media", Path(settings.MEDIA_ROOT))
            writer.add_folder("models", Path(settings.MODEL_DIR))
            manifest.finished = timezone.now()
        for old in archives(folder)[keep:] if keep else []:
            old.unlink()
    size = (folder / name).stat().st_size
    log.info("backup.made", name=name, form=form, size=size, seconds=round(time.monotonic() - began, 1))
    return folder / name, manifest


def _copy_database(config: Config, staged: Path, manifest: Manifest, progress: Progress) -> None:
    native = manifest.form == NATIVE
    with engines.snapshot(config, staged / engines.DUMP if native else None) as taken:
        manifest.migrations = rows.applied_migrations(taken.connection)
        if native:
            manifest.tables = rows.read_tables(taken.connection, progress)
        else:
            for model in rows.stored_models():
                table = model._meta.db_table
                with (staged / f"{table}.jsonl").open("wb") as target:
                    manifest.tables[table] = rows.read_table(taken.connection, model, target)
                progress(table)
        taken.finish()


def measure_age() -> None:
    """Set the gauge of the newest archive's age; where there is none yet, or none is wanted, it stays unset."""
    found = archives(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else []
    if found:
        BACKUP_AGE.set(time.time() - found[0].stat().st_mtime)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One copy at a time; the lock ends with its process."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("Another copy is being made into this folder.") from error
        for rest in [*folder.glob(".partial-*"), *folder.glob(".staging-*")]:  # of one that was killed
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
        yield


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".staging-", dir=folder) as path:
        yield Path(path)
