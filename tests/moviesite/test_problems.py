"""Every error of the API is a problem document (RFC 9457)."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/api/no-such-path", None, 404),
        ("get", "/api/profiles/nobody", None, 404),
        ("get", f"/api/reviews/{2**63}", None, 404),
        ("get", "/api/profiles?page=0", None, 400),
        ("get", "/api/profiles?page=x", None, 400),
        ("get", "/api/profiles?page=2", None, 404),
        ("get", "/api/profiles?page_size=1000", None, 400),
        ("get", "/api/profiles?page=1%00", None, 400),
        ("get", "/api/user/profile", None, 401),
        ("delete", "/api/profiles", None, 405),
        ("post", "/api/auth/login", "{", 400),
        ("post", "/api/auth/login", DEEP, 400),
        ("post", "/api/auth/login", '{"username": "a\\u0000", "password": "b"}', 400),
        ("post", "/api/auth/login", '{"username": NaN}', 400),
        ("post", "/api/auth/login", "[]", 400),
        ("post", "/api/auth/login", '"text"', 400),
    ],
)
def test_errors_are_problem_documents(api: APIClient, method: str, path: str, body: str | None, status: int) -> None:
    extra: dict[str, Any] = {} if body is None else {"data": body, "content_type": "application/json"}

    response = getattr(api, method)(path, **extra)

    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail", "request_id"} <= set(problem)
    assert (problem["status"], problem["request_id"]) == (status, response["X-Request-ID"])


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json_bodies_are_read(api: APIClient, content_type: str) -> None:
    response = api.post("/api/auth/login", data=b"username=a&password=b", content_type=content_type)

    assert (response.status_code, response["Content-Type"]) == (415, "application/problem+json")


def test_an_unexpected_error_tells_nothing(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("SELECT secret FROM somewhere")

    monkeypatch.setattr("accounts.api.views.register_member", fail)
    api.raise_request_exception = False

    response = api.post("/api/auth/register", {"username": "vani", "password": "seven brown lamps"})

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "SELECT" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_session_needs_the_csrf_token(member: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(member)

    response = client.patch("/api/user/profile", {"bio": "changed by another site"})

    assert response.status_code == 403
