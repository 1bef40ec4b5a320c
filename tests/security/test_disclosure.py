"""Errors tell nothing about the site's inside (S33), and a failed login nothing about names (S12)."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import django
import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from tests.factories import make_member

pytestmark = pytest.mark.django_db
INSIDE = re.compile(
    r"Traceback|File \"|\bline \d+|site-packages|SELECT |INSERT INTO|UPDATE \"|sqlite|psycopg|pymysql|OperationalError"
    r"|DataError|IntegrityError|DoesNotExist|ValueError|KeyError|LookupError|canary|rest_framework|"
    + re.escape(str(settings.BASE_DIR)) + "|" + re.escape(django.get_version())
)  # fmt: skip
PATHS = (
    "/nowhere/", "/title/0-x/", "/title/99999999999999999999/", "/@nobody/", "/@no%20body/", "/person/0/",
    "/genre/none/", "/regional/xx/", "/festivals/none/", "/free/?region=%00", "/lists/none/edit/",
    "/sitemap-none.xml", "/static/../manage.py", "/static/%2e%2e/manage.py",
    "/.git/config", "/.env", "/manage.py", "/search/?q=%FF&page=-1", "/search/?q=%00", "/browse/?page=x", "/a%00b",
    "/admin/accounts/user/", "/api/nowhere", "/api/movies/0", "/api/movies/99999999999999999999", "/api/movies/x",
    "/api/reviews/0", "/api/reviews?movie=x", "/api/profiles/nobody", "/api/content/popular?sort=password",
    "/api/content/popular?page=-1", "/api/content/genre/none", "/api/search", "/api/search?q=%00", "/api/people/0",
    "/api/user/profile", "/api/recommendations?mood=none", "/api/recommendations?limit=x", "/api/movies/1/rating",
)  # fmt: skip


def quiet(**headers: str) -> Client:
    """A client to whom a failure is a page, as it is to browsers."""
    return Client(raise_request_exception=False, headers=headers)


@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("path", PATHS)
def test_errors_say_nothing_of_the_inside(path: str, method: str) -> None:
    response = getattr(quiet(), method)(path)

    assert response.status_code < 500
    assert not INSIDE.search(response.content.decode())
    assert "X-Powered-By" not in response
    assert "Server" not in response


@pytest.mark.parametrize(
    ("path", "part"), [("/", "catalog.views.home.render"), ("/api/genres", "catalog.api.views.discovery.Response")]
)
def test_a_failure_names_the_request_and_not_the_cause(path: str, part: str) -> None:
    with patch(part, side_effect=RuntimeError("canary SELECT password FROM accounts_user")):
        response = quiet().get(path)

    assert response.status_code == 500
    assert not INSIDE.search(response.content.decode())
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_metrics_are_for_this_machine(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def _hashes(run: Any) -> int:
    """How often a password was hashed."""
    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as encode:
        run()
    return encode.call_count


@pytest.fixture
def names(db: None) -> dict[str, str]:
    """An identifier for each kind of account, and for none."""
    make_member("vani", email="vani@example.org")
    make_member("gone", is_active=False)
    sample = make_member("sample", is_demo=True)
    sample.set_unusable_password()
    sample.save()
    return {"known": "vani", "by mail": "vani@example.org", "inactive": "gone", "demo": "sample",
            "unknown": "nobody", "unknown mail": "nobody@example.org"}  # fmt: skip


def test_a_failed_login_by_api_is_the_same_for_every_name(names: dict[str, str]) -> None:
    answers: list[Any] = []
    costs: dict[str, set[int]] = {"username": set(), "email": set()}
    for kind, name in names.items():
        field = "email" if "mail" in kind else "username"
        body = {field: name, "password": "not the password"}
        costs[field].add(_hashes(lambda body=body: APIClient().post("/api/auth/login", body)))
        response = APIClient().post("/api/auth/login", body)
        answers.append((response.status_code, {**response.json(), "request_id": ""}))

    assert costs == {"username": {1}, "email": {2}}  # an address may have an owner and a claimant
    assert answers == [answers[0]] * len(names)


def test_a_failed_login_by_page_is_the_same_for_every_name(names: dict[str, str]) -> None:
    pages = set()
    for name in names.values():
        response = Client().post("/login/", {"identifier": name, "password": "not the password"})
        page = response.content.decode().replace(f'value="{name}"', "")
        pages.add((response.status_code, re.sub(r"\b\w{64}\b", "", page)))  # tokens of forms differ each time

    assert len(pages) == 1


def test_the_right_password_of_a_closed_account_is_as_wrong_as_any(names: dict[str, str]) -> None:
    api = APIClient()
    right = api.post("/api/auth/login", {"username": "gone", "password": "nine yellow lamps"})
    wrong = api.post("/api/auth/login", {"username": "gone", "password": "not the password"})

    assert User.objects.get(username="gone").check_password("nine yellow lamps")
    assert (
        (right.status_code, right.json()["detail"])
        == (wrong.status_code, wrong.json()["detail"])
        == (401, wrong.json()["detail"])
    )


def test_a_name_that_differs_in_case_is_taken_too(names: dict[str, str]) -> None:
    taken = [
        APIClient().post("/api/auth/register", {"username": name, "password": "ten violet lamps"}).json()["errors"]
        for name in ("vani", "VANI", "gone", "sample")
    ]

    assert taken == [{"username": ["This username is taken."]}] * 4
