"""Putting a copy back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from moviesite.ops.backup import archive, engines, rows
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.manifest import LOGICAL, NATIVE, Manifest, differences
from moviesite.ops.backup.places import Config, config_of, has_tables, is_used, manage, opened, vendor_of

log = structlog.get_logger(__name__)
Progress = Callable[[str], None]
_PATIENCE = 600  # seconds that making the tables may take


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: sentences about what is not as the manifest says, and seconds."""

    differences: list[str]
    loading: float
    comparing: float


@contextmanager
def unpacked(path: Path, *, key: str, near: Path) -> Iterator[tuple[Manifest, Path]]:
    """An archive, checked and taken out into a folder in `near` that goes with the block."""
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=near) as folder:
        yield archive.unpack(path, Path(folder), key=key), Path(folder)


def require_fitting(manifest: Manifest, config: Config) -> None:
    """Raises BackupError where this release or the database's engine cannot take the copy."""
    known = set(MigrationLoader(None).disk_migrations)
    if unknown := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise BackupError(f"The archive is of a newer release, with migrations such as {unknown[0]}.")
    if manifest.form == NATIVE and manifest.engine != vendor_of(config):
        raise BackupError(
            f"The archive is {manifest.engine}'s own copy; only one made with --logical fits {vendor_of(config)}."
        )
    if manifest.form == LOGICAL and (lacking := known - set(manifest.migrations)):
        raise BackupError(
            f"The archive is of an older release, without {'.'.join(min(lacking))}: restore it with that."
        )


def _require_direct(manifest: Manifest, config: Config) -> None:
    """Raises BackupError for an engine's own copy behind a pooler, whose next client gets what pg_restore has set."""
    own = config_of()
    behind_pooler = settings.DATABASE_POOLER and all(config[part] == own[part] for part in ("HOST", "PORT"))
    if manifest.form == NATIVE and behind_pooler:
        raise BackupError(
            "An engine's own copy is not put back through a pooler: "
            "give the server's own address, without DATABASE_POOLER."
        )


def restore_database(
    manifest: Manifest, folder: Path, config: Config, *, replace: bool, progress: Progress
) -> Restored:
    """Load the copy in `folder` into the database of `config`, and compare. Raises BackupError.

    A database that holds anything is refused unless `replace`."""
    require_fitting(manifest, config)
    _require_direct(manifest, config)
    with opened(config) as connection:
        used, made = is_used(connection), has_tables(connection)
    if used and not replace:
        raise BackupError("The database is not empty; --yes replaces what it holds.")
    began = time.monotonic()
    try:
        if manifest.form == NATIVE:
            engines.restore_native(config, folder / "database" / engines.DUMP, replace=made)
        else:
            _load(manifest, folder, config, progress)
    except DatabaseError as error:
        raise BackupError(f"The database did not take the copy: {error}") from error
    loaded = time.monotonic()
    with opened(config) as connection:
        found = _compare(manifest, connection, progress)
    return Restored(found, loaded - began, time.monotonic() - loaded)


def _compare(manifest: Manifest, connection: BaseDatabaseWrapper, progress: Progress) -> list[str]:
    """An older release had other columns, so that its rows are counted, and not summed."""
    if set(manifest.migrations) == set(MigrationLoader(None).disk_migrations):
        return differences(manifest, rows.read_tables(connection, progress))
    counts = rows.count_tables(connection, manifest.tables)
    return [
        f"{name}: {content.rows} rows in the archive, {counts.get(name, 0)} in the database"
        for name, content in manifest.tables.items()
        if counts.get(name) != content.rows
    ]


def _load(manifest: Manifest, folder: Path, config: Config, progress: Progress) -> None:
    """One transaction: references are checked at its end, and a failure leaves what was there."""
    made = manage(config, folder / "site", "migrate", "--noinput", "--verbosity=0", seconds=_PATIENCE)
    if made.returncode:
        raise BackupError(f"The tables could not be made: {made.stderr.decode(errors='replace').strip()[-300:]}")
    with opened(config) as connection:
        models = rows.stored_models()
        if missing := [m._meta.db_table for m in models if m._meta.db_table not in manifest.tables]:
            raise BackupError(f"The archive has no table {missing[0]}.")
        with transaction.atomic(using=connection.alias), _without_checks(connection):
            for model in models:
                with connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            for model in models:
                with (folder / "database" / f"{model._meta.db_table}.jsonl").open("rb") as source:
                    rows.write_table(connection, model, source)
                progress(model._meta.db_table)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), models):
                    cursor.execute(statement)
        connection.check_constraints()


@contextmanager
def _without_checks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """MariaDB checks each row's references at once; the other two wait for the end of the transaction."""
    if connection.vendor == "mysql":
        with connection.constraint_checks_disabled():
            yield
    else:
        yield


def restore_files(folder: Path) -> int:
    """Put media and models where the site has them. How many."""
    return archive.put_back(folder, "media", Path(settings.MEDIA_ROOT)) + archive.put_back(
        folder, "models", Path(settings.MODEL_DIR)
    )
