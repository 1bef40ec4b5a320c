"""What the addresses of databases become, and that it works through a real PgBouncer and psycopg's own pool."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from catalog.models import Genre
from moviesite.common import migrating
from moviesite.settings.parts import databases

Configured = Callable[..., dict[str, Any]]
POSTGRES = "postgres://marquee@127.0.0.1:5432/marquee"
PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Configured:
    """DATABASES of an environment."""

    def read(**environment: str) -> dict[str, Any]:
        for name in ("DATABASE_URL", "DATABASE_REPLICA_URL", "DATABASE_POOLER", "DATABASE_POOL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return databases.databases(tmp_path)

    return read


def test_without_a_replica_there_is_one_database(configured: Configured) -> None:
    assert list(configured()) == ["default"]


def test_a_replica_is_waited_for_briefly(configured: Configured) -> None:
    entries = configured(DATABASE_URL=POSTGRES, DATABASE_REPLICA_URL="postgres://marquee@127.0.0.1:5433/marquee")

    assert (entries["replica"]["PORT"], entries["replica"]["OPTIONS"]["connect_timeout"]) == (5433, 2)
    assert "connect_timeout" not in entries["default"]["OPTIONS"]


def test_behind_a_pooler_nothing_is_left_in_a_session(configured: Configured) -> None:
    entry = configured(DATABASE_URL=POSTGRES, DATABASE_POOLER="transaction")["default"]

    assert (entry["DISABLE_SERVER_SIDE_CURSORS"], entry["OPTIONS"]) == (True, {"prepare_threshold": None})


def test_a_pool_of_our_own_keeps_the_connections(configured: Configured) -> None:
    entry = configured(DATABASE_URL=POSTGRES, DATABASE_POOL="1,8")["default"]

    assert (entry["CONN_MAX_AGE"], entry["OPTIONS"]["pool"]) == (0, {"min_size": 1, "max_size": 8, "timeout": 10})


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_POOL", "8"), ("DATABASE_POOL", "a,b"), ("DATABASE_POOL", "8,1"), ("DATABASE_POOLER", "session")],
)
def test_what_cannot_be_understood_stops_the_start(configured: Configured, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        configured(DATABASE_URL=POSTGRES, **{name: value})


def _open(alias: str, entry: dict[str, Any]) -> BaseDatabaseWrapper:
    """A connection under a name of its own to the tests' database."""
    connections.settings[alias] = {**connection.settings_dict, **entry, "NAME": connection.settings_dict["NAME"]}
    opened = connections[alias]
    opened.connect()  # what is connected is not asked whether the test declared it
    return opened


def _forget(*aliases: str) -> None:
    for alias in aliases:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


@pytest.fixture
def pooled(tmp_path: Path, configured: Configured) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """Two clients of a PgBouncer that has one connection for both, transaction by transaction."""
    if connection.vendor != "postgresql" or PGBOUNCER is None:
        pytest.skip("needs PostgreSQL and the pgbouncer binary")
    server = connection.settings_dict
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings_file = tmp_path / "pgbouncer.ini"
    settings_file.write_text(
        f"[databases]\n* = host={server['HOST']} port={server['PORT'] or 5432} user={server['USER']}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\nunix_socket_dir =\n"
        "pool_mode = transaction\ndefault_pool_size = 1\nserver_lifetime = 60\nlogfile =\n"
    )
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    bouncer = subprocess.Popen([PGBOUNCER, *user, str(settings_file)], stderr=subprocess.PIPE, text=True)
    assert bouncer.stderr is not None
    for line in bouncer.stderr:
        if "process up" in line:
            break
    else:
        pytest.fail("pgbouncer did not start")
    entry = configured(
        DATABASE_URL=f"postgres://{server['USER']}@127.0.0.1:{port}/{server['NAME']}", DATABASE_POOLER="transaction"
    )["default"]
    try:
        yield _open("first", entry), _open("second", entry)
    finally:
        _forget("first", "second")
        bouncer.terminate()
        bouncer.communicate(timeout=10)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_clients_share_one_connection_of_a_pooler(
    pooled: tuple[BaseDatabaseWrapper, BaseDatabaseWrapper],
) -> None:
    Genre.objects.all().delete()
    Genre.objects.bulk_create(Genre(name=f"g{number:03}", slug=f"g{number:03}") for number in range(300))
    names = [f"g{number:03}" for number in range(300)]
    rows = Genre.objects.order_by("name").values_list("name", flat=True)

    walking = rows.using("first").iterator(chunk_size=50)  # a cursor on the server would be lost in between
    walked = [next(walking) for _ in range(60)]
    between = list(rows.using("second"))
    walked += list(walking)
    with transaction.atomic(using="first"):
        locked = Genre.objects.using("first").select_for_update().get(name="g000")
        Genre.objects.using("first").filter(pk=locked.pk).update(slug="changed")
    seen = Genre.objects.using("second").get(pk=locked.pk).slug
    often = [Genre.objects.using(alias).count() for _ in range(10) for alias in ("first", "second")]

    assert (walked, between, seen, often) == (names, names, "changed", [300] * 20)
    assert [_backend(client) for client in pooled] == [_backend(pooled[0])] * 2


def _backend(client: BaseDatabaseWrapper) -> int:
    cursor: CursorWrapper
    with client.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(
    "connection.vendor != 'postgresql' or settings.DATABASE_POOLER",
    reason="only psycopg has a pool, and a pooler has connections of its own",
)
@pytest.mark.django_db(transaction=True)
def test_threads_share_a_pool_of_our_own(configured: Configured) -> None:
    server = connection.settings_dict
    url = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT'] or 5432}/{server['NAME']}"
    first = _open("first", configured(DATABASE_URL=url, DATABASE_POOL="1,2")["default"])

    def ask(_: int) -> int:
        own = connections["first"]
        own.connect()
        pid = _backend(own)
        own.close()
        return pid

    first.close()
    with ThreadPoolExecutor(4) as threads:
        pids = set(threads.map(ask, range(40)))
    first.close_pool()
    _forget("first")

    assert 1 <= len(pids) <= 2


def _limits() -> list[str]:
    wanted = {
        "postgresql": ("SHOW lock_timeout", "SHOW statement_timeout"),
        "mysql": ("SELECT @@SESSION.lock_wait_timeout",),
    }
    with connection.cursor() as cursor:
        found = []
        for question in wanted.get(connection.vendor, ()):
            cursor.execute(question)
            found.append(str(cursor.fetchone()[0]))
        return found


@pytest.mark.django_db(transaction=True)
def test_migrations_wait_briefly_for_locks_and_leave_no_trace() -> None:
    before = _limits()
    migrating.hurry(using="default")
    during = _limits()
    migrating.relax(using="default")

    hurried = {"postgresql": ["2s", "0"], "mysql": ["2"]}.get(connection.vendor, [])
    assert during == (before if settings.DATABASE_POOLER else hurried)  # a pooler's sessions are others', too
    assert _limits() == before
