"""Pages that read may use the copy; nobody misses what they wrote, and no page fails for the copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts.models import User
from catalog.models import Genre
from moviesite.celery import app
from moviesite.common import replicas, versions
from moviesite.urls import urlpatterns as site

pytestmark = pytest.mark.django_db(transaction=True)


def names(_: Any = None) -> str:
    return ",".join(Genre.objects.order_by("pk").values_list("name", flat=True))


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(names())


def write_in_between(request: HttpRequest) -> HttpResponse:
    before = names()
    Genre.objects.filter(pk=1).update(slug="one")
    return HttpResponse(f"{before} {names()}")


def locked(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        return HttpResponse(Genre.objects.select_for_update().get(pk=1).name)


def in_transaction(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        return HttpResponse(names())


def lose_it_halfway(request: HttpRequest) -> HttpResponse:
    before = names()
    with connections["replica"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {Genre._meta.db_table}")
    return HttpResponse(f"{before} {names()}")


def versioned(request: HttpRequest) -> HttpResponse:
    versions.current_version("genres")
    return HttpResponse(names())


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{User.objects.count()} {names()}")


class Api(APIView):
    def get(self, request: Request) -> Response:
        return Response(names())

    def post(self, request: Request) -> Response:
        return Response(names())


def api_of(username: str, password: str) -> APIClient:
    client = APIClient()
    tokens = client.post("/api/auth/login", {"username": username, "password": password}).json()
    client.cookies.clear()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    return client


urlpatterns = [
    *site,
    path("probe/api/", Api.as_view()),
    *(
        path(f"probe/{view.__name__}/", view)
        for view in (read, write_in_between, locked, in_transaction, lose_it_halfway, versioned, who)
    ),
]


@pytest.fixture(autouse=True)
def _two_databases(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A second real database beside the tests' own; its rows are other ones, so that answers show who gave them."""
    settings.ROOT_URLCONF = __name__
    main = connection.settings_dict
    name = str(tmp_path / "replica.sqlite3") if connection.vendor == "sqlite" else f"{main['NAME']}_replica"
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
    connections.settings["replica"] = {**main, "NAME": name}
    copy = connections["replica"]
    copy.connect()  # what is connected is not asked whether the test declared it
    with copy.schema_editor() as editor:
        editor.create_model(Genre)
    Genre.objects.using("replica").create(pk=1, name="copy", slug="copy")
    Genre.objects.all().delete()
    Genre.objects.create(pk=1, name="primary", slug="primary")
    replicas._away_until = 0.0
    yield
    replicas._away_until = 0.0
    copy.close()
    del connections["replica"]
    del connections.settings["replica"]
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def text(client: Client, name: str = "read") -> str:
    response = client.get(f"/probe/{name}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_that_reads_uses_the_copy(client: Client) -> None:
    assert (text(client), client.head("/probe/read/").status_code) == ("copy", 200)


def test_members_and_sessions_are_read_from_the_primary(client: Client, member: User) -> None:
    client.force_login(member)

    assert text(client, "who") == "1 copy"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_request_that_may_write_reads_from_the_primary(client: Client, method: str) -> None:
    assert getattr(client, method)("/probe/read/").content == b"primary"


def test_after_a_write_the_browser_reads_what_it_wrote(client: Client) -> None:
    client.post("/probe/read/")
    cookie = client.cookies[replicas.COOKIE]
    pinned = text(client)
    client.cookies.pop(replicas.COOKIE)

    assert (pinned, text(client)) == ("primary", "copy")
    assert (cookie["max-age"], cookie["httponly"]) == (django_settings.REPLICA_PIN_SECONDS, True)


def test_a_write_while_reading_turns_the_rest_of_the_request(client: Client) -> None:
    assert text(client, "write_in_between") == "copy primary"


def test_a_page_that_visitors_share_gets_no_cookie(client: Client) -> None:
    text(client, "write_in_between")

    assert replicas.COOKIE not in client.cookies


@pytest.mark.parametrize("view", ["locked", "in_transaction"])
def test_locks_and_transactions_use_the_primary(client: Client, view: str) -> None:
    assert text(client, view) == "primary"


def test_the_admin_uses_the_primary(client: Client) -> None:
    client.force_login(User.objects.create_superuser(username="curator", password="ten white lamps"))

    page = client.get("/admin/catalog/genre/").content.decode()

    assert ("primary" in page, ">copy<" in page) == (True, False)


def test_outside_of_requests_the_primary_answers() -> None:
    assert (names(), app.task(names).apply().result) == ("primary", "primary")


def test_a_member_of_the_api_reads_what_they_wrote_on_any_device(member: User, other_member: User) -> None:
    writer, reader = api_of("meera", "seven brown lamps"), api_of("meera", "seven brown lamps")
    other = api_of("arjun", "eight green lamps")
    cache.delete_many([f"{replicas.COOKIE}:member:{user.pk}" for user in (member, other_member)])  # logging in writes
    before = reader.get("/probe/api/").json()
    writer.post("/probe/api/")

    after, of_another = reader.get("/probe/api/").json(), other.get("/probe/api/").json()

    assert (before, after, of_another) == ("copy", "primary", "copy")


def test_without_the_cache_a_member_reads_from_the_primary(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(type(caches["default"]), "get_many", gone)

    assert replicas._has_written(f"member:{member.pk}")
    assert not replicas._has_written("")


def test_a_cache_that_swallows_its_failures_counts_as_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(caches["default"]), "get_many", lambda *_, **__: {})
    monkeypatch.setattr(type(caches["default"]), "add", lambda *_, **__: None)

    assert replicas._has_written("member:1")


def test_what_was_just_changed_is_not_kept_as_it_was(client: Client) -> None:
    before = text(client, "versioned")
    versions.bump_version("genres")
    after = text(client, "versioned")
    cache.delete("changed:genres")
    versions._seen.clear()

    assert (before, after, text(client, "versioned")) == ("copy", "primary", "copy")


def test_a_copy_that_cannot_be_reached_is_left_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse() -> None:
        asked.append(1)
        raise OperationalError("no route")

    copy = connections["replica"]
    copy.close()
    monkeypatch.setattr(copy, "ensure_connection", refuse)

    assert ([text(client), text(client), text(client)], len(asked)) == (["primary"] * 3, 1)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the others call a missing table a mistake, not a loss")
def test_a_copy_lost_halfway_costs_no_page(client: Client) -> None:
    assert text(client, "lose_it_halfway") == "copy primary"


def test_a_connection_cut_while_reading_costs_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        raise OperationalError("server closed the connection")

    copy = connections["replica"]
    copy.execute_wrappers[:] = [replicas._fall_back, cut]

    assert text(client) == "primary"
    assert replicas.replica_answers() is False


def test_nothing_is_migrated_on_the_copy() -> None:
    router = replicas.ReplicaRouter()

    assert (router.allow_migrate("replica", "catalog"), router.allow_migrate("default", "catalog")) == (False, None)
