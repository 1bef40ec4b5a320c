"""Other sites can neither post in a member's name nor use this one to send somebody elsewhere."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from tests.security.test_foreign_objects import stolen
from tests.security.test_route_table import FORM, LOGIN, POST, POST_LOGIN, TABLE, public_values
from tests.security.walker import Operation, api_operations, filled, sample_body
from tests.security.world import PASSWORD, World, belongings

pytestmark = pytest.mark.django_db
#: Mail programs post here without cookies (RFC 8058): the signed link is the permission.
BY_LINK = {"notifications/unsubscribe/<str:unsubscribe_token>/"}
POSTED = [route for route, kind in TABLE.items() if kind in {FORM, LOGIN, POST, POST_LOGIN} and route not in BY_LINK]
SESSIONLESS = {
    "/api/auth/login", "/api/auth/register", "/api/auth/refresh", "/api/auth/connect",
    "/api/auth/password/reset", "/api/auth/password/reset/confirm",
}  # fmt: skip
#: Knows no sessions: the secret in its header is the permission, and without one configured it is not there.
BY_SECRET = {"/api/telegram/webhook"}
WRITES = [operation for operation in api_operations() if operation.method != "get" and operation.path not in BY_SECRET]


@pytest.mark.parametrize("route", POSTED)
def test_a_form_without_its_token_is_refused(route: str, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.reader)
    before = belongings(world.reader)  # after the login, which is written down

    response = client.post(filled(route, public_values(route, world)), stolen(world))

    assert response.status_code == 403
    assert belongings(world.reader) == before


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "https://testserver"]
)
@pytest.mark.parametrize("route", POSTED)
def test_a_form_of_another_site_is_refused(route: str, origin: str, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    token = client.cookies["csrftoken"].value
    client.force_login(world.reader)

    response = client.post(
        filled(route, public_values(route, world)),
        {**stolen(world), "csrfmiddlewaretoken": token},
        headers={"origin": origin},
    )

    assert response.status_code == 403


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.label)
def test_a_browser_session_alone_does_not_write_by_api(operation: Operation, world: World) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(world.reader)
    before = belongings(world.reader)
    body = sample_body(operation.body, stolen(world))
    address = filled(operation.path, public_values("", world))

    response = client.generic(operation.method.upper(), address, "{}", content_type="application/json")
    as_form = getattr(client, operation.method)(address, body, format="multipart")

    # Those that take no session at all cannot act in anybody's name: they answer to what is in the body alone.
    sessionless = operation.path in SESSIONLESS
    assert response.status_code == (400 if sessionless else 403)
    assert as_form.status_code == (415 if sessionless else 403)
    assert belongings(world.reader) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", sorted(SESSIONLESS))
def test_what_a_foreign_form_can_send_is_no_json(path: str, kind: str, world: World) -> None:
    response = APIClient().generic("POST", path, '{"username": "bala", "password": "x"}', content_type=kind)

    assert response.status_code == 415


#: Addresses that lead away, or that some browser reads so.
AWAY = (
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "\\\\evil.example/",
    "/\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    "/\n/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://evil.example\\@testserver/",
    "http://evil.example#testserver",
    "http://testserver//evil.example/",
    "http://testserver///evil.example/",
    "http://testserver/\\evil.example/",
    "http://testserver/\t/evil.example/",
    "http://testserver//evil.example/?x=1",
    "http://testserver.evil.example/",
    "http://[evil.example",
    "/login/\r\nX-Injected: 1",
)


def leads_to(location: str) -> str:
    """The host a browser goes to: it drops tabs and line breaks, trims, and takes a backslash for a slash."""
    seen = re.sub(r"[\t\r\n]", "", location).strip("\x00\x01\x02 ").replace("\\", "/")
    parts = urlsplit(urljoin("http://testserver/somewhere/", seen))
    assert parts.scheme in {"http", "https"}, location
    if seen.startswith("//"):  # any number of slashes is an authority to a browser
        return seen.lstrip("/").partition("/")[0]
    return parts.netloc


def assert_stays(response: Any) -> None:
    """Whatever the answer tells the browser to open is on this site."""
    for name in ("Location", "HX-Redirect", "HX-Location", "Refresh"):
        if name in response:
            assert leads_to(response[name]) == "testserver", response[name]
    assert "X-Injected" not in response


@pytest.mark.parametrize("route", POSTED)
def test_no_form_leads_away(route: str, world: World) -> None:
    address = filled(route, public_values(route, world))
    for target in AWAY:
        client = Client()
        if TABLE[route] != FORM:
            client.force_login(world.open)
        fields = {**stolen(world), "identifier": "bala", "password": PASSWORD, "language": "te"}

        assert_stays(client.post(address, {**fields, "next": target}))
        assert_stays(client.post(address, fields, headers={"referer": target.replace("\r\n", "")}))
        assert_stays(client.post(address, fields, query_params={"next": target}))


@pytest.mark.parametrize("route", [route for route, kind in TABLE.items() if kind in {LOGIN, POST_LOGIN}])
def test_the_way_to_the_login_does_not_lead_away(route: str, world: World) -> None:
    address = filled(route, public_values(route, world))
    for target in AWAY:
        current = target.replace("\r\n", "")
        ask = "get" if TABLE[route] == LOGIN else "post"
        headers = {"HX-Request": "true", "HX-Current-URL": current}
        asked = getattr(Client(), ask)(address, {"next": target}, headers=headers)
        sent = getattr(Client(), ask)(address, {"next": target}, headers={"referer": current})
        for response in (asked, sent):
            assert_stays(response)
            way = response.get("HX-Redirect") or response["Location"]
            login = Client().post(way, {"identifier": "bala", "password": PASSWORD})
            assert (login.status_code, leads_to(login["Location"])) == (302, "testserver")


def test_joining_leads_to_this_site(db: None) -> None:
    for number, target in enumerate(AWAY):
        client = Client()
        response = client.post("/register/", {"username": f"m{number}", "password": PASSWORD, "next": target})

        assert response.status_code == 302
        assert_stays(response)
    assert User.objects.filter(username__regex=r"^m\d+$").count() == len(AWAY)


@pytest.mark.parametrize(
    "path", ["//evil.example/settings", "//evil.example/lists/new", "/\\evil.example/login", "///x"]
)
def test_guessed_slashes_stay_here(db: None, path: str) -> None:
    assert_stays(Client().get(path))


def test_the_check_would_notice() -> None:
    assert [leads_to(target) for target in AWAY[:9]] == ["evil.example"] * 9
