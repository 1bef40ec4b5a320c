"""A database that is away is told apart from a mistake of ours."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from moviesite.ops.away import is_away


class StatedError(Exception):
    """An error of psycopg."""

    def __init__(self, state: str | None) -> None:
        super().__init__(state)
        self.sqlstate = state


def caused(error: Exception, state: str | None) -> Exception:
    error.__cause__ = StatedError(state)
    return error


@pytest.mark.parametrize(
    "error",
    [
        caused(OperationalError("connection refused"), None),
        caused(OperationalError("terminating connection"), "57P01"),
        caused(OperationalError("starting up"), "57P03"),
        caused(OperationalError("too many connections"), "53300"),
        caused(OperationalError("deadlock"), "40P01"),
        OperationalError(2013, "Lost connection to MySQL server during query"),
        OperationalError(1213, "Deadlock found"),
        OperationalError("database is locked"),
        InterfaceError("connection already closed"),
    ],
    ids=str,
)
def test_it_will_be_back(error: Exception) -> None:
    assert is_away(error) is True


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("locked"),
        caused(OperationalError("out of range"), "22003"),
        OperationalError("no such table: nothing"),
        OperationalError(1054, "Unknown column"),
        IntegrityError("UNIQUE constraint failed"),
        ProgrammingError("syntax error"),
        DataError("too long"),
    ],
    ids=str,
)
def test_it_is_a_mistake(error: Exception | None) -> None:
    assert is_away(error) is False


@pytest.fixture
def client() -> Client:
    """A browser, which is told of errors as a page."""
    return Client(raise_request_exception=False)


def _raising(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise error

    monkeypatch.setattr("moviesite.ops.views.exposition", fail)


def test_pages_say_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(OperationalError(2006, "gone away"), monkeypatch)

    answer = client.get("/metrics")

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "2", "no-store")
    assert "Back in a moment" in answer.content.decode()


def test_mistakes_stay_mistakes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(OperationalError("no such table: nothing"), monkeypatch)

    answer = client.get("/metrics")

    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)


@pytest.mark.django_db
def test_the_api_says_it_as_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise caused(OperationalError("the connection is closed"), None)

    monkeypatch.setattr("rest_framework.views.APIView.check_permissions", fail)

    answer = client.get("/api/content/popular")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert (answer.json()["type"], answer.json()["status"]) == ("/problems/unavailable", 503)
