"""Writers of the embedded database wait for each other, and not for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext

from moviesite.settings.parts.databases import sqlite
from moviesite.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


def opened(path: Path, timeout: float) -> DatabaseWrapper:
    entry = sqlite(path)
    entry["OPTIONS"]["timeout"] = timeout
    return DatabaseWrapper(connections.configure_settings({"default": entry})["default"], alias="turns")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """Has a table, and holds the lock."""
    connection = opened(tmp_path / "turns.sqlite3", 5)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE rows (value INTEGER)")
    connection.inc_thread_sharing()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    yield connection
    connection.close()


@pytest.fixture
def other(writer: DatabaseWrapper, tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """Wants it too, for a quarter of a second."""
    yield from _ready(opened(tmp_path / "turns.sqlite3", 0.25))


@pytest.fixture
def patient(writer: DatabaseWrapper, tmp_path: Path) -> Iterator[DatabaseWrapper]:
    """Wants it for longer than any test takes."""
    yield from _ready(opened(tmp_path / "turns.sqlite3", 600))


def _ready(connection: DatabaseWrapper) -> Iterator[DatabaseWrapper]:
    connection.ensure_connection()
    yield connection
    connection.close()


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_waits_begins_when_the_lock_is_free(writer: DatabaseWrapper, patient: DatabaseWrapper) -> None:
    with writer.cursor() as cursor:
        cursor.execute("INSERT INTO rows VALUES (1)")
    free = threading.Timer(0.1, writer.commit)
    free.start()

    begin(patient)

    with patient.cursor() as cursor:
        cursor.execute("SELECT value FROM rows")
        found = cursor.fetchall()
    free.join()
    assert found == [(1,)]


def test_patience_ends(writer: DatabaseWrapper, other: DatabaseWrapper) -> None:
    began = time.monotonic()

    with pytest.raises(OperationalError, match="database is locked"):
        begin(other)

    assert time.monotonic() - began >= 0.25


def test_single_statements_go_on_waiting_as_before(writer: DatabaseWrapper, other: DatabaseWrapper) -> None:
    with pytest.raises(OperationalError):
        begin(other)

    with other.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (250,)


def test_a_beginning_is_seen_by_who_counts_queries(writer: DatabaseWrapper, other: DatabaseWrapper) -> None:
    writer.rollback()

    with CaptureQueriesContext(other) as queries:
        begin(other)

    assert [query["sql"] for query in queries] == ["BEGIN IMMEDIATE"]
