"""Expensive, broken and hostile input (S24) is refused or ignored; it never fails, on any database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts.services.tokens import start_family
from moviesite.wsgi import application
from tests.security.test_foreign_objects import stolen
from tests.security.test_route_table import TABLE, public_values
from tests.security.walker import Operation, api_operations, filled, places, sample_body
from tests.security.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

#: Percent-encoded, as they would stand in an address.
VALUES = (
    "a" * 10_240,
    "%E0%B0%8E" * 3_000,
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ED%BF%BF",
    "%FF%FE",
    "%C0%AF",
    "%F4%90%80%80",
    "%5Cud800",
    "1000000000",
    "99999999999999999999",
    "9" * 5_000,
    "-1",
    "%EF%BC%91",
    "%D9%A1",
    "%C2%B2",
    "1e999",
    "nan",
    "password",
    "%27",
    "%27%20OR%201%3D1--",
    "%22%20%2A%20NEAR%28",
    "%25%5F%5C",
    "..%2F..%2Fetc%2Fpasswd",
    "__proto__",
)
#: Every parameter that some page or operation reads, and some that none should.
NAMES = (
    "q", "query", "page", "page_size", "sort", "order", "ordering", "language", "genre", "kind", "anime", "country",
    "decade", "year_from", "year_to", "runtime", "min_score", "facets", "movie", "user", "limit", "mood", "adventure",
    "max_runtime", "like", "gone", "was", "role", "next", "part", "edit", "step", "show", "length", "content_id",
    "user__password__startswith", "owner__email", "id__in", "format",
)  # fmt: skip
HARMLESS = {200, 301, 302, 304, 400, 401, 403, 404, 405, 422}
READABLE = [route for route in TABLE if not TABLE[route].startswith("post")]


def ask(client: Any, address: str, query: str) -> int:
    """The status of a read, in a savepoint of its own, as a failed statement would spoil what follows."""
    with transaction.atomic():
        status: int = client.get(address, QUERY_STRING=query).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_pages_bear_any_query(value: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    query = "&".join(f"{name}={value}" for name in NAMES)

    answers = {route: ask(client, filled(route, public_values(route, world)), query) for route in READABLE}

    assert {route: status for route, status in answers.items() if status not in HARMLESS} == {}


@pytest.mark.parametrize(
    "operation", [item for item in api_operations() if item.method == "get"], ids=lambda it: it.label
)
def test_the_api_bears_any_query(operation: Operation, world: World) -> None:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=world.reader).access}")  # exports want a real login
    address = filled(operation.path, public_values("", world))
    needed = "".join(f"&{name}=title" for name in ("q", "query") if name in operation.query)

    for name in (*operation.query, "user__password__startswith"):
        for value in VALUES:
            extra = "" if name in {"q", "query"} else needed
            assert ask(api, address, f"{name}={value}{extra}") in HARMLESS, (name, value[:40])


@pytest.mark.parametrize("name", ["page", "page_size"])
@pytest.mark.parametrize("value", ["-1", "0", "1e3", "%EF%BC%91", "%D9%A1", "x", "99999999999999999999"])
@pytest.mark.parametrize(
    "path", ["/api/content/popular", "/api/reviews", "/api/profiles", "/api/people", "/api/search"]
)
def test_a_page_that_is_no_number_is_told(path: str, name: str, value: str, world: World) -> None:
    response = APIClient().get(path, QUERY_STRING=f"q=title&{name}={value}")

    assert (response.status_code, list(response.json()["errors"])) == (400, [name])


@pytest.mark.parametrize("path", ["/api/content/popular", "/api/content/trending", "/api/content/genre/drama"])
@pytest.mark.parametrize("order", ["password", "-user__password", "title;drop", "?"])
def test_an_order_that_is_none_is_told(path: str, order: str, world: World) -> None:
    response = APIClient().get(path, {"sort": order})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["sort"])


@pytest.mark.parametrize("path", ["/api/content/popular", "/api/search", "/search/", "/browse/", "/recommendations/"])
def test_hundreds_of_parameters_cost_nothing(path: str, world: World, django_assert_max_num_queries: Any) -> None:
    query = "q=title&" + "&".join(f"language=te&genre=drama&like={number}" for number in range(200))

    with django_assert_max_num_queries(40):
        status = Client().get(path, QUERY_STRING=query).status_code

    assert status in {200, 400}


def broken_places(route: str, values: dict[str, Any]) -> Iterator[str]:
    """Addresses of a route with each place broken in turn."""
    for name in places(route):
        for bad in ("0", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5_000, *VALUES):
            yield filled(route, {**values, name: bad})


@pytest.mark.parametrize("route", [route for route in TABLE if places(route)])
def test_pages_bear_any_address(route: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    for address in broken_places(route, public_values(route, world)):
        for method in ("get", "post"):
            with transaction.atomic():
                response = getattr(client, method)(address, stolen(world) if method == "post" else None)
                transaction.set_rollback(True)
            assert response.status_code in HARMLESS, address[:120]


@pytest.mark.parametrize("operation", [item for item in api_operations() if places(item.path)], ids=lambda it: it.label)
def test_the_api_bears_any_address(operation: Operation, world: World) -> None:
    api = APIClient()
    api.force_authenticate(world.reader)
    body = sample_body(operation.body, stolen(world))
    for address in broken_places(operation.path, public_values("", world)):
        with transaction.atomic():
            response = getattr(api, operation.method)(address, body if operation.body else None)
            transaction.set_rollback(True)
        assert response.status_code in {*HARMLESS, 201, 204, 409}, address[:120]


#: Values of form fields: what no keyboard types.
TYPED = ("\x00", "a\x00b", "9" * 5_000, "-1", "１", "1e999", "nan", "\ud7ff\ufffe", "'", "a" * 60_000)


@pytest.mark.parametrize("value", TYPED, ids=range(len(TYPED)))
def test_forms_bear_any_value(value: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    answers = {}
    for route in (route for route, kind in TABLE.items() if kind != "open"):
        with transaction.atomic():
            fields = {**dict.fromkeys(stolen(world), value), "next": value, "language": value, "was": value}
            answers[route] = client.post(filled(route, public_values(route, world)), fields).status_code
            password = {**fields, "form": "password"}
            assert client.post(filled(route, public_values(route, world)), password).status_code in HARMLESS
            transaction.set_rollback(True)

    assert {route: status for route, status in answers.items() if status not in HARMLESS} == {}


#: Charsets that Python knows and HTTP does not: what they decode to may be no text, or no text that can be stored.
CHARSETS = (
    "zlib",
    "base64",
    "rot13",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
    "utf-16",
    "idna",
    "punycode",
    "x",
)


@pytest.fixture
def keep_connection() -> Iterator[None]:
    """The server ends connections that are in a transaction; the one of a test is, so that it leaves nothing."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_charset_that_is_none_of_the_web_is_refused(kind: str, charset: str, db: None, keep_connection: None) -> None:
    statuses: list[str] = []
    for path in ("/search/", "/api/search", "/login/"):
        environ = RequestFactory().get(path, QUERY_STRING="q=%5Cud800%5Cx00a&page=%5Cx00").environ
        environ["CONTENT_TYPE"] = f"{kind}; charset={charset}"
        application(environ, lambda status, headers: statuses.append(status)).close()

    assert statuses == ["400 Bad Request"] * 3


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "theme", "django_language", "messages"])
@pytest.mark.parametrize(
    "value", [r'"aaaaaaaaaa\000"', r'"\377\377aaaaaaaaaa"', "a" * 4_000, "é" * 40, "%00%00%00%00%00"]
)
def test_cookies_bear_any_value(name: str, value: str, world: World) -> None:
    for path in ("/", "/settings/", "/login/", "/api/user/profile"):
        with transaction.atomic():
            response = Client().get(path, headers={"cookie": f"{name}={value}"})
            transaction.set_rollback(True)
        assert response.status_code in HARMLESS


HEADERS = {
    "Authorization": (
        "Bearer",
        "Bearer a b",
        "Bearer \xff",
        "Bearer " + "a" * 9_000,
        "Basic x",
        "bearer ..",
        "\xff\xfe",
    ),
    "Accept-Language": ("*" * 9_000, "te;q=x", "\xff", "te-" * 500, "te\x0b"),
    "Accept": ("a", "*/*;q=x", "text/html;charset=\xff", ",,,"),
    "If-None-Match": ("*", '"', 'W/"' + "a" * 9_000, "\xff"),
    "If-Modified-Since": ("yesterday", "Sat, 32 Foo 99999", "\xff"),
    "Range": ("bytes=-", "bytes=9-1", "x"),
    "X-Forwarded-For": ("x", "::1, 1.2.3.4", "999.999.999.999", "\xff"),
    "X-Request-ID": ("a\tb", "a" * 9_000, "<script>", "\xff"),
    "HX-Request": ("true",),
    "HX-Current-URL": ("http://[", "\xff", "javascript:alert(1)"),
    "Referer": ("http://[::1", "\xff", "http://testserver:port/"),
    "Origin": ("http://[", "null", "\xff"),
    "Host": ("evil.example", "testserver:x", "[::1", "", "testserver, evil.example"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in HEADERS.items() for value in values])
def test_headers_bear_any_value(name: str, value: str, world: World) -> None:
    for path in (
        "/",
        "/settings/",
        "/api/user/profile",
        "/api/content/popular",
        f"/title/{world.titles[0].pk}/poster.svg",
    ):
        response = Client().get(path, headers={name: value})
        assert response.status_code in {*HARMLESS, 406}
        assert value not in response.get("X-Request-ID", "") or name != "X-Request-ID"


def test_a_body_beyond_the_limit_is_not_read(api: APIClient) -> None:
    response = api.generic("POST", "/api/auth/login", b'{"username": "' + b"a" * 1_100_000 + b'"}', "application/json")

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"1", b"NaN", b'{"username": NaN}', b'{"username": "\\ud800"}',
        b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"username": "\\u0000", "password": "x"}',
        b'{"username": {"$ne": null}, "password": {"$ne": null}}', b'{"username": ["a"], "password": 1e400}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/register", "/api/auth/refresh", "/api/user/rating"])
def test_bodies_that_are_no_object_of_the_schema_are_told(path: str, body: bytes, world: World) -> None:
    api = APIClient()
    api.force_authenticate(world.reader)

    response = api.generic("POST", path, body, "application/json")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
