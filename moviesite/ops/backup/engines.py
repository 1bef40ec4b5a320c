"""How each engine is copied as it was at one moment, while others go on writing, and how its own copy is put back.

SQLite: the online backup (https://www.sqlite.org/backup.html); what is counted is the copy itself. PostgreSQL: pg_dump
of an exported snapshot, which is counted beside it. MariaDB: mariadb-dump in a transaction that begins under the same
global read lock as ours. The lock is held until the dump has shown that it has begun, well under a second.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.places import Config, opened, tool_environment, vendor_of

DUMP = "dump"  # the file's name in an archive
_TOOLS = {"postgresql": ("pg_dump", "pg_restore"), "mysql": ("mariadb-dump", "mariadb")}
_BEGUN = b"CREATE TABLE"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`connection` reads the moment; `finish` waits until the native copy, if there is one, is written."""

    connection: BaseDatabaseWrapper
    finish: Callable[[], None]


def has_tools(vendor: str) -> bool:
    """Whether the engine's own programs are here; SQLite needs none."""
    return all(shutil.which(tool) for tool in _TOOLS.get(vendor, ()))


@contextmanager
def snapshot(config: Config, target: Path | None) -> Iterator[Snapshot]:
    """One moment of a database; with a `target` the engine's own copy of it is written there as well."""
    ways = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mysql}
    with ways[vendor_of(config)](config, target) as taken:
        yield taken


def _nothing() -> None:
    return None


@contextmanager
def _sqlite(config: Config, target: Path | None) -> Iterator[Snapshot]:
    if target is None:
        with opened(config) as connection, transaction.atomic(using=connection.alias):
            yield Snapshot(connection, _nothing)
        return
    if not Path(config["NAME"]).exists():
        raise BackupError(f"There is no database at {config['NAME']}.")
    copy_sqlite(Path(config["NAME"]), target)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the original's mode
    with opened({**config, "NAME": str(target), "OPTIONS": {}}) as connection:
        yield Snapshot(connection, _nothing)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database page by page, under a read lock only; what `target` held is replaced in one transaction."""
    with closing(sqlite3.connect(source, timeout=20)) as origin, closing(sqlite3.connect(target, timeout=60)) as copy:
        origin.backup(copy)


def _finish(process: subprocess.Popen[bytes], what: str) -> None:
    _, errors = process.communicate()
    if process.returncode:
        raise BackupError(f"{what} failed: {errors.decode(errors='replace').strip()[-500:]}")


def _address(config: Config, tool: str) -> list[str]:
    """The command line of an engine's program, without the password."""
    postgresql = vendor_of(config) == "postgresql"
    command = [tool]
    for option, value in (("host", config["HOST"]), ("port", config["PORT"]), ("user", config["USER"])):
        if value:
            command.append(f"--{'username' if postgresql and option == 'user' else option}={value}")
    return command


@contextmanager
def _postgresql(config: Config, target: Path | None) -> Iterator[Snapshot]:
    with opened(config) as connection, transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            [name] = cursor.fetchone()
        if target is None:
            yield Snapshot(connection, _nothing)
            return
        command = [
            *_address(config, "pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
            f"--snapshot={name}", f"--file={target}", f"--dbname={config['NAME']}",
        ]  # fmt: skip
        process = subprocess.Popen(command, env=tool_environment(config), stderr=subprocess.PIPE)
        with _ending(process):
            yield Snapshot(connection, lambda: _finish(process, "pg_dump"))


@contextmanager
def _ending(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@contextmanager
def _mysql(config: Config, target: Path | None) -> Iterator[Snapshot]:
    with opened(config) as connection, transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            if target is None:
                cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
                yield Snapshot(connection, _nothing)
                return
        process = _mysql_dump(config, connection, target)
        with _ending(process):
            yield Snapshot(connection, lambda: _finish(process, "mariadb-dump"))


def _mysql_dump(config: Config, connection: BaseDatabaseWrapper, target: Path) -> subprocess.Popen[bytes]:
    """Start the dump and our own transaction at the same moment."""
    command = [
        *_address(config, "mariadb-dump"), "--single-transaction", "--quick", "--hex-blob", "--triggers", "--routines",
        "--skip-comments", "--default-character-set=utf8mb4", str(config["NAME"]),
    ]  # fmt: skip
    with opened(config) as other, other.cursor() as lock:
        try:
            lock.execute("FLUSH TABLES WITH READ LOCK")
        except DatabaseError as error:
            raise BackupError("The native copy needs the privilege RELOAD; --logical does without.") from error
        with target.open("wb") as file:
            process = subprocess.Popen(command, env=tool_environment(config), stdout=file, stderr=subprocess.PIPE)
        with connection.cursor() as cursor:
            cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        while process.poll() is None and _BEGUN not in _head(target):
            time.sleep(0.01)
        lock.execute("UNLOCK TABLES")
    return process


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1 << 16)


def restore_native(config: Config, dump: Path, *, replace: bool) -> None:
    """Put an engine's own copy back; `replace` where there are tables already.

    On SQLite and PostgreSQL that is one transaction; MariaDB cannot do so: a restore that fails must be repeated."""
    vendor = vendor_of(config)
    if vendor == "sqlite":
        copy_sqlite(dump, Path(config["NAME"]))
        return
    if not has_tools(vendor):
        raise BackupError(f"{' and '.join(_TOOLS[vendor])} are needed to put this archive back.")
    if vendor == "postgresql":
        way = ["--clean", "--if-exists", "--single-transaction"] if replace else ["--exit-on-error", "--jobs=2"]
        command = [*_address(config, "pg_restore"), "--no-owner", "--no-privileges", *way,
                   f"--dbname={config['NAME']}", str(dump)]  # fmt: skip
        process = subprocess.Popen(command, env=tool_environment(config), stderr=subprocess.PIPE)
    else:
        command = [*_address(config, "mariadb"), "--default-character-set=utf8mb4", str(config["NAME"])]
        with dump.open("rb") as source:
            process = subprocess.Popen(command, env=tool_environment(config), stdin=source, stderr=subprocess.PIPE)
    with _ending(process):
        _finish(process, command[0])
