"""Joining, logging in and sessions over the API."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import jwt
import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"


def login(api: APIClient, **fields: str) -> dict[str, str]:
    response = api.post("/api/auth/login", {"username": "meera", "password": PASSWORD, **fields})
    assert response.status_code == 200, response.content
    return response.json()


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_register_makes_a_member_and_logs_in(api: APIClient) -> None:
    response = api.post("/api/auth/register", {"username": "Vani", "email": "V@Example.org", "password": PASSWORD})

    body = response.json()
    assert response.status_code == 201
    assert set(body) == {"access", "refresh", "user"}
    assert (body["user"]["username"], body["user"]["url"]) == ("Vani", "/@Vani/")
    assert bearer(body["access"]).get("/api/user/profile").status_code == 200


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"username": "MEERA"}, {"username": ["This username is taken."]}),
        ({"email": "no address"}, {"email": ["Enter a valid email address."]}),
        ({"password": "short"}, {"password": ["This password is too short. It must contain at least 10 characters."]}),
        ({"password": "password123"}, {"password": ["This password is too common."]}),
        ({"is_staff": True}, {"is_staff": ["Unknown field."]}),
        (
            {"username": "no spaces"},
            {"username": ["Letters, digits, - and _; at most 30, beginning and ending with a letter or digit."]},
        ),
    ],
)
def test_register_names_the_field_that_is_wrong(
    api: APIClient, member: User, fields: dict[str, object], errors: dict[str, list[str]]
) -> None:
    body = {"username": "vani", "email": "vani@example.org", "password": PASSWORD, **fields}

    response = api.post("/api/auth/register", body)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"] == errors
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", [" leading and trailing ", "a" * 64, "🎬🎬🎬🎬🎬 ఒక సినిమా"])
def test_passwords_are_kept_as_they_are(api: APIClient, password: str) -> None:
    api.post("/api/auth/register", {"username": "vani", "password": password})

    assert api.post("/api/auth/login", {"username": "vani", "password": password}).status_code == 200


@pytest.mark.parametrize("identifier", [{"username": "MeerA"}, {"email": "MEERA@example.org"}])
def test_login_by_either_identifier_in_any_case(api: APIClient, member: User, identifier: dict[str, str]) -> None:
    response = api.post("/api/auth/login", {**identifier, "password": PASSWORD})

    assert response.status_code == 200


def test_unknown_name_and_wrong_password_answer_alike(api: APIClient, member: User) -> None:
    answers = [
        api.post("/api/auth/login", {"username": name, "password": "not the password"}) for name in ("meera", "nobody")
    ]

    bodies = [{key: value for key, value in answer.json().items() if key != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert bodies[0] == bodies[1]


def test_an_unknown_name_costs_a_hash_as_a_known_one_does(api: APIClient, member: User) -> None:
    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as encode:
        api.post("/api/auth/login", {"username": "nobody", "password": "whatever it is"})

    assert encode.call_count == 1


def test_guessing_stops_before_the_hasher(api: APIClient, member: User, settings: Settings) -> None:
    settings.RATE_LIMIT_SCALE = 1
    with patch.object(User, "check_password", return_value=False) as check:
        statuses = [
            api.post("/api/auth/login", {"username": "meera", "password": f"guess {number}"}).status_code
            for number in range(15)
        ]

    assert (statuses.count(401), statuses.count(429), check.call_count) == (10, 5, 10)


def test_logout_ends_access_and_refresh(api: APIClient, member: User) -> None:
    pair = login(api)

    answer = bearer(pair["access"]).post("/api/auth/logout")

    assert answer.status_code == 204
    assert bearer(pair["access"]).get("/api/user/profile").status_code == 401
    assert api.post("/api/auth/refresh", {"refresh": pair["refresh"]}).status_code == 401


def test_reuse_refuses_the_access_tokens_of_the_family_too(api: APIClient, member: User) -> None:
    pair = login(api)
    second = api.post("/api/auth/refresh", {"refresh": pair["refresh"]}).json()
    api.post("/api/auth/refresh", {"refresh": second["refresh"]})

    stolen = api.post("/api/auth/refresh", {"refresh": pair["refresh"]})

    assert stolen.status_code == 401
    assert bearer(second["access"]).get("/api/user/profile").status_code == 401


def _forged(**changes: object) -> str:
    now = timezone.now()
    claims = {
        "token_type": "access", "exp": now + timedelta(minutes=5), "iat": now, "jti": "x", "sub": "1", "sid": "0" * 32,
        "iss": "marquee", "aud": "marquee-api", **changes,
    }  # fmt: skip
    key = changes.pop("key", django_settings.JWT_SIGNING_KEY)
    claims.pop("key", None)
    return jwt.encode(claims, str(key), algorithm="HS256")


@pytest.mark.parametrize(
    "token",
    [
        "not a token",
        "a.b.c",
        jwt.encode({"sub": "1"}, None, algorithm="none"),
        _forged(key="another key that is long enough for the algorithm"),
        _forged(token_type="refresh"),
        _forged(aud="another-site"),
        _forged(iss="somebody"),
        _forged(exp=timezone.now() - timedelta(minutes=1)),
        _forged(iat=timezone.now() + timedelta(hours=1)),
        _forged(sid="not hexadecimal"),
        _forged(),
    ],
)
def test_confused_tokens_are_refused(member: User, token: str) -> None:
    response = bearer(token).get("/api/user/profile")

    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_profile_can_be_changed_in_parts(member: User, member_api: APIClient) -> None:
    response = member_api.patch("/api/user/profile", {"display_name": "Meera", "content_languages": ["te", "en"]})

    assert response.status_code == 200
    assert (response.json()["display_name"], response.json()["content_languages"]) == ("Meera", ["te", "en"])


def test_profile_errors_name_their_fields(member: User, member_api: APIClient) -> None:
    response = member_api.patch("/api/user/profile", {"content_languages": ["te", "klingon"], "region": "India"})

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"region"} or response.json()["errors"] == {
        "content_languages": ["Unknown language: klingon."],
        "region": ["A country code of two letters."],
    }


def test_private_profiles_are_not_listed(api: APIClient, member: User, other_member: User) -> None:
    other_member.profile.is_private = True
    other_member.profile.save()

    listed = api.get("/api/profiles").json()

    assert [profile["username"] for profile in listed["results"]] == ["meera"]
    assert api.get("/api/profiles/arjun").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_profiles_take_two_queries(api: APIClient, count: int, django_assert_num_queries: object) -> None:
    from tests.factories import make_member

    for number in range(count):
        make_member(f"member-{number}")

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(api.get("/api/profiles").json()["results"]) == count
