"""Security headers on every kind of answer, scored as the HTTP Observatory scores them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from moviesite.settings.parts.security import image_hosts

pytestmark = pytest.mark.django_db

PATHS = ("/login/", "/register/", "/no-such-page/", "/api/profiles", "/api/no-such-path", "/static/css/tokens.css")


def directives(response: HttpResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def observatory_score(response: HttpResponse) -> int:
    """The Observatory's table for what a header set can win or lose; 100 is the base."""
    score = 100
    policy = directives(response)
    scripts = policy.get("script-src", policy.get("default-src", []))
    if any(word in scripts for word in ("'unsafe-inline'", "'unsafe-eval'", "https:", "*")):
        score -= 20
    elif policy.get("default-src") == ["'none'"] and "'unsafe-inline'" not in policy.get("style-src", []):
        score += 10
    score += 5 if policy.get("frame-ancestors") == ["'none'"] else -20
    score += 0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5
    strict = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    score += 5 if response.headers.get("Referrer-Policy") in strict else 0
    score += 10 if response.headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    score += 0 if "max-age=31536000" in response.headers.get("Strict-Transport-Security", "") else -20
    if response.headers.get("Access-Control-Allow-Origin") == "*":
        score -= 50
    return score


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_scores_an_a_plus(client: Client, settings: Settings, path: str) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    response = client.get(path, secure=True)
    response.close()

    assert observatory_score(response) >= 115


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_request_id(client: Client, path: str) -> None:
    offered = client.get(path, headers={"X-Request-ID": "abc-123456"})
    hostile = client.get(path, headers={"X-Request-ID": 'a"b<script>'})
    offered.close()
    hostile.close()

    assert offered["X-Request-ID"] == "abc-123456"
    assert len(hostile["X-Request-ID"]) == 32


def test_the_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    client.get("/login/")

    cookie = client.cookies["csrftoken"]
    assert (cookie["samesite"], bool(cookie["httponly"])) == ("Lax", True)


@pytest.mark.parametrize(
    "origin", ["null", "https://app.example.evil.example", "http://app.example", "https://evil.example"]
)
def test_foreign_origins_get_no_cors(client: Client, settings: Settings, origin: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    assert "Access-Control-Allow-Origin" not in client.get("/api/profiles", headers={"origin": origin})


def test_the_listed_origin_gets_cors_without_credentials(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    response = client.get("/api/profiles", headers={"origin": "https://app.example"})

    assert response["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Access-Control-Allow-Credentials" not in response
    assert "origin" in response["Vary"].lower()


@pytest.mark.parametrize(
    ("named", "mirror", "hosts"),
    [
        (None, None, ["https://image.tmdb.org", "https://i.ytimg.com"]),
        ("https://pictures.example", None, ["https://pictures.example", "https://image.tmdb.org"]),
        (None, "http://127.0.0.1:9000/t/p", ["https://image.tmdb.org", "https://i.ytimg.com", "http://127.0.0.1:9000"]),
        ("https://a.example", "javascript:alert(1)", ["https://a.example"]),
        ("https://a.example", "https://b.example; script-src *", ["https://a.example", "https://b.example"]),
    ],
)
def test_pictures_may_come_from_wherever_tmdb_keeps_them(
    monkeypatch: pytest.MonkeyPatch, named: str | None, mirror: str | None, hosts: list[str]
) -> None:
    for name, value in (("IMAGE_HOSTS", named), ("TMDB_IMAGE_BASE_URL", mirror)):
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)

    assert image_hosts() == hosts
