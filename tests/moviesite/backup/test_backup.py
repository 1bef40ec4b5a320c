"""Copies of the configured database, put back beside it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from model_bakery import baker
from pytest_django.fixtures import Settings

from accounts.models import User
from adminpanel.services import drill
from adminpanel.tasks import back_up
from catalog.models import Genre, Title
from moviesite.events.models import OutboxEvent
from moviesite.ops.backup import engines, restoring, rows
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.making import archives, make_backup, measure_age
from moviesite.ops.backup.manifest import Content, Manifest, differences
from moviesite.ops.backup.places import Config, config_from, config_of, opened, temporary, vendor_of
from moviesite.ops.backup.restoring import restore_database, unpacked
from moviesite.ops.metrics import BACKUP_AGE

KEY = "a key of more than twenty characters"
POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not engines.has_tools(connection.vendor), reason="the engine's programs are not here"),
]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT, settings.MODEL_DIR = settings.DATA_DIR / "media", settings.DATA_DIR / "models"
    settings.BACKUP_KEY = KEY
    (settings.MEDIA_ROOT / "avatars").mkdir(parents=True)
    (settings.MEDIA_ROOT / "avatars" / "one.webp").write_bytes(b"a picture")


def fill() -> None:
    """A row of each kind of value that engines keep in ways of their own."""
    baker.make(User, username="meera", is_active=True)
    baker.make(Title, title="रंग दे बसंती 🎬 \"'\\\n", original_title="", runtime=None, _quantity=3)
    for payload in ({"b": 1, "a": [1.5, None, True, "ü", 1e16, 1e-7, -0.25]}, {}, {"deep": {"é": ["\u2028"]}}):
        OutboxEvent.objects.create(type="probe", aggregate="title:1", payload=payload)


def quiet(_: str) -> None:
    return None


def restored(path: Path, config: Config, folder: Path) -> restoring.Restored:
    with unpacked(path, key=KEY, near=folder) as (manifest, content):
        return restore_database(manifest, content, config, replace=False, progress=quiet)


def test_a_copy_made_while_others_write_is_of_one_moment(tmp_path: Path) -> None:
    fill()
    stop, first = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            Genre.objects.create(name=f"genre {Genre.objects.count()}", slug=f"g{Genre.objects.count()}")
            first.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    first.wait(30)
    path, manifest = make_backup(folder=tmp_path / "to", key=KEY)
    stop.set()
    writer.join()

    with temporary(config_of(), tmp_path, engine="") as place:
        assert restored(path, place, tmp_path / "near").differences == []
        with opened(place) as copy:
            assert Genre.objects.using(copy.alias).count() == manifest.tables["catalog_genre"].rows
    assert 1 <= manifest.tables["catalog_genre"].rows <= Genre.objects.count()
    assert manifest.engine == connection.vendor


def test_a_database_in_use_is_only_replaced_when_told_to(tmp_path: Path) -> None:
    fill()
    path, _ = make_backup(folder=tmp_path / "to", key=KEY)
    Genre.objects.create(name="Later", slug="later")

    with pytest.raises(CommandError, match=r"^The database is not empty; --yes replaces what it holds.$"):
        call_command("restore", str(path), verbosity=0)
    assert Genre.objects.count() == 1

    connection.close()
    call_command("restore", str(path), yes=True, verbosity=0, stdout=StringIO())
    assert (Genre.objects.count(), Title.objects.count(), OutboxEvent.objects.count()) == (0, 3, 3)
    Genre.objects.create(name="Next", slug="next")


def test_files_come_back(settings: Settings, tmp_path: Path) -> None:
    path, _ = make_backup(folder=tmp_path / "to", key=KEY)
    picture = settings.MEDIA_ROOT / "avatars" / "one.webp"
    picture.write_bytes(b"damaged")
    newer = settings.MEDIA_ROOT / "avatars" / "two.webp"
    newer.write_bytes(b"newer")

    call_command("restore", str(path), yes=True, verbosity=0, stdout=StringIO())

    assert (picture.read_bytes(), newer.read_bytes()) == (b"a picture", b"newer")


def test_the_newest_are_kept(tmp_path: Path) -> None:
    made = [make_backup(folder=tmp_path, keep=2, key=KEY)[0] for _ in range(3)]

    assert archives(tmp_path) == [made[2], made[1]]


def test_the_night_copies_only_where_it_is_told_to(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "nightly"
    settings.BACKUP_DIR, settings.BACKUP_KEEP = "", 1
    back_up()
    settings.BACKUP_DIR = str(folder)
    back_up()
    back_up()
    measure_age()

    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["nightly"]
    assert len(archives(folder)) == 1
    made = archives(folder)[0].stat().st_mtime
    assert 0 <= BACKUP_AGE._value.get() <= time.time() - made


def test_a_copy_that_fails_takes_none_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = make_backup(folder=tmp_path, keep=1, key=KEY)

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(rows, "read_tables", fail)
    with pytest.raises(OSError, match="full"):
        make_backup(folder=tmp_path, keep=1, key=KEY)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [".lock", before.name]


def test_checksums_see_every_change_and_no_order() -> None:
    fill()
    model = OutboxEvent
    before = rows.read_table(connection, model)
    events = list(OutboxEvent.objects.order_by("id"))
    OutboxEvent.objects.all().delete()
    for event in reversed(events):
        event.save(force_insert=True)
    same = rows.read_table(connection, model)
    OutboxEvent.objects.filter(pk=events[0].pk).update(payload={"b": 1})

    assert same == before
    assert rows.read_table(connection, model).rows == before.rows
    assert rows.read_table(connection, model) != before


@pytest.mark.slow
def test_a_drill_uses_the_copy_and_drops_it(tmp_path: Path) -> None:
    fill()
    path, manifest = make_backup(folder=tmp_path, key=KEY)

    found = drill.run_drill(path, progress=quiet)

    assert (found.differences, found.uses) == ([], {"migrations": "ok", "login": "ok", "vote": "ok"})
    assert found.passed
    assert found.rows == sum(content.rows for content in manifest.tables.values())
    assert User.objects.count() == 1
    assert not _drill_databases()


def _drill_databases() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return []
        own = str(connection.settings_dict["NAME"])
        column, table = {
            "postgresql": ("datname", "pg_database"),
            "mysql": ("schema_name", "information_schema.schemata"),
        }[connection.vendor]
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE %s", [f"{own}_drill_%"])
        return [name for (name,) in cursor.fetchall()]


def test_a_drill_finds_a_planted_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    path, _ = make_backup(folder=tmp_path, key=KEY)
    restore: Callable[..., None] = engines.restore_native

    def spoil(config: Config, dump: Path, *, replace: bool) -> None:
        restore(config, dump, replace=replace)
        with opened(config) as copy:
            OutboxEvent.objects.using(copy.alias).filter(payload={}).update(payload={"x": 0})
            first = Title.objects.using(copy.alias).order_by("id")[0]
            Title.objects.using(copy.alias).filter(pk=first.pk).delete()

    monkeypatch.setattr(engines, "restore_native", spoil)
    monkeypatch.setattr(drill, "_use", lambda *_: {"login": "ok", "vote": "ok"})
    monkeypatch.setattr(drill, "_migrate", lambda *_: "ok")
    said = StringIO()
    with pytest.raises(CommandError, match=r"^The drill failed.$"):
        call_command("restore_drill", str(path), verbosity=0, stdout=said)

    assert "catalog_title: 3 rows in the archive, 2 in the database\n" in said.getvalue()
    assert "events_outboxevent: the contents differ\n" in said.getvalue()


def test_another_engine_or_release_is_refused(tmp_path: Path) -> None:
    path, manifest = make_backup(folder=tmp_path, key=KEY)
    other = config_from("sqlite:////tmp/never" if connection.vendor != "sqlite" else POSTGRES)

    with pytest.raises(BackupError, match="own copy; only one made with --logical fits"):
        restoring.require_fitting(manifest, other)
    manifest.migrations.append(("catalog", "9999_of_next_year"))
    with pytest.raises(BackupError, match=r"^The archive is of a newer release, with migrations such as catalog.9999"):
        restoring.require_fitting(manifest, config_of())
    with pytest.raises(CommandError, match=r"^There is no archive at "):
        call_command("restore", str(path.with_name("none.tar.gz")), verbosity=0)


def test_rows_of_an_older_release_are_counted(tmp_path: Path) -> None:
    fill()
    path, _ = make_backup(folder=tmp_path, key=KEY)

    with (
        temporary(config_of(), tmp_path, engine="") as place,
        unpacked(path, key=KEY, near=tmp_path / "near") as (manifest, content),
    ):
        manifest.migrations.remove(("catalog", "0010_sounds_apart"))
        manifest.tables["catalog_title"] = Content(rows=4, checksum="of other columns")
        manifest.tables["catalog_genre"] = Content(rows=0, checksum="of other columns")
        result = restore_database(manifest, content, place, replace=False, progress=quiet)

    assert result.differences == ["catalog_title: 4 rows in the archive, 3 in the database"]


@pytest.mark.slow
@pytest.mark.concurrency
def test_rows_go_to_postgresql_and_back(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("from SQLite, as most begin there")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 5432)):
            pytest.skip("PostgreSQL does not answer on port 5432")
    fill()
    path, manifest = make_backup(folder=tmp_path, logical=True, key=KEY)

    with temporary(config_from(POSTGRES), tmp_path, engine="") as there:
        assert restored(path, there, tmp_path / "near").differences == []
        back = _copy_back(manifest, there, tmp_path)
        with opened(there) as copy:  # sequences go on after what is there
            assert Genre.objects.using(copy.alias).create(name="Next", slug="next").pk
            newest = OutboxEvent.objects.using(copy.alias).create(type="probe", aggregate="x", payload={})
            assert newest.pk == OutboxEvent.objects.order_by("-id")[0].pk + 1
    assert back == []


def _copy_back(manifest: Manifest, there: Config, folder: Path) -> list[str]:
    """PostgreSQL's rows as lines, put into a second SQLite file; what differs from the first."""
    with opened(there) as source, temporary(config_of(), folder, engine="sqlite") as place:
        staged = folder / "lines" / "database"
        staged.mkdir(parents=True)
        for model in rows.stored_models():
            with (staged / f"{model._meta.db_table}.jsonl").open("wb") as target:
                rows.read_table(source, model, target)
        assert vendor_of(place) == "sqlite"
        result = restore_database(manifest, staged.parent, place, replace=False, progress=quiet)
        with opened(place) as copy:
            assert differences(manifest, rows.read_tables(copy, quiet)) == result.differences
        return result.differences


def test_behind_a_pooler_rows_are_copied_without_the_engines_programs(settings: Settings, tmp_path: Path) -> None:
    settings.DATABASE_POOLER = "transaction"
    fill()

    _, made = make_backup(folder=tmp_path / "copies")

    assert (made.form, made.tables["catalog_title"].rows) == ("logical", 3)


def test_behind_a_pooler_an_engines_own_copy_is_refused(settings: Settings, tmp_path: Path) -> None:
    config = config_of()
    manifest = Manifest(vendor_of(config), "native", timezone.now())
    settings.DATABASE_POOLER = "transaction"

    with pytest.raises(BackupError, match="not put back through a pooler"):
        restore_database(manifest, tmp_path, config, replace=True, progress=quiet)
