"""Guessing is slowed down, and nobody is locked out by it (S11); keys can be changed (S09); refreshing (S07, S08)."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import patch

import jwt
import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connections
from django.utils import timezone
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.enums import SecurityEventKind
from accounts.exceptions import InvalidRefreshTokenError
from accounts.models import RefreshFamily, SecurityEvent, User
from accounts.services import tokens
from accounts.services.access_tokens import SiteAccessToken, key_id
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"


def login(password: str, address: str) -> int:
    fields = {"username": "meera", "password": password}
    return APIClient().post("/api/auth/login", fields, REMOTE_ADDR=address).status_code


def test_s11_two_hundred_guesses_reach_the_hasher_ten_times_and_the_owner_gets_in(
    member: User, settings: Settings
) -> None:
    settings.RATE_LIMIT_SCALE = 1
    with patch.object(User, "check_password", return_value=False) as check:
        statuses = [login(f"guess {number}", "203.0.113.9") for number in range(200)]

    assert (statuses.count(401), statuses.count(429), check.call_count) == (10, 190, 10)
    assert login(PASSWORD, "198.51.100.7") == 200


def test_s11_guesses_from_many_places_do_not_shut_out_a_known_one(member: User, settings: Settings) -> None:
    known = login(PASSWORD, "198.51.100.7")
    settings.RATE_LIMIT_SCALE = 1
    with patch.object(User, "check_password", return_value=False) as check:
        statuses = [login(f"guess {number}", f"203.0.113.{number}") for number in range(120)]

    assert known == 200
    assert (check.call_count, statuses.count(429)) == (50, 70)
    assert [login(PASSWORD, address) for address in ("198.51.100.7", "192.0.2.1")] == [200, 429]


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_s09_a_changed_key_logs_nobody_out_while_the_former_one_counts(member: User, settings: Settings) -> None:
    pair = tokens.start_family(user=member)
    settings.JWT_PREVIOUS_KEYS, settings.JWT_SIGNING_KEY = [settings.JWT_SIGNING_KEY], "a new key " * 6
    access = bearer(pair.access).get("/api/user/profile").status_code
    renewed = tokens.rotate_refresh_token(token=pair.refresh)
    settings.JWT_PREVIOUS_KEYS = []

    assert access == 200
    assert jwt.get_unverified_header(renewed.access) == {"alg": "HS256", "typ": "JWT", "kid": key_id("a new key " * 6)}
    assert [bearer(pair_.access).get("/api/user/profile").status_code for pair_ in (pair, renewed)] == [401, 200]


@pytest.mark.parametrize("missing", ["exp", "iat", "iss", "aud", "sub", "sid"])
def test_s09_no_claim_may_be_missing(member: User, missing: str) -> None:
    family = tokens.start_family(user=member)
    claims = jwt.decode(family.access, options={"verify_signature": False})
    del claims[missing]
    token = jwt.encode(claims, django_settings.JWT_SIGNING_KEY, algorithm="HS256")

    assert bearer(token).get("/api/user/profile").status_code == 401


@pytest.mark.parametrize(
    ("algorithm", "headers"),
    [
        ("HS384", {}),
        ("none", {}),
        ("HS256", {"kid": "unknown"}),
        ("HS256", {"kid": "../../../dev/null"}),
    ],
)
def test_s09_neither_algorithm_nor_key_is_the_tokens_choice(
    member: User, algorithm: str, headers: dict[str, str]
) -> None:
    family = tokens.start_family(user=member)
    claims = jwt.decode(family.access, options={"verify_signature": False})
    key = None if algorithm == "none" else django_settings.JWT_SIGNING_KEY
    token = jwt.encode(claims, key, algorithm=algorithm, headers=headers)

    assert bearer(token).get("/api/user/profile").status_code == 401


def test_s09_a_token_not_valid_yet_is_refused(member: User) -> None:
    token = SiteAccessToken.for_user(member)
    token["sid"] = tokens.start_family(user=member).family_id.hex
    token["nbf"] = int((timezone.now() + timedelta(hours=1)).timestamp())

    assert bearer(str(token)).get("/api/user/profile").status_code == 401


def test_s07_reuse_is_told_to_the_member_once(member: User) -> None:
    first = tokens.start_family(user=member)
    second = tokens.rotate_refresh_token(token=first.refresh)
    tokens.rotate_refresh_token(token=second.refresh)
    for _ in range(2):
        with pytest.raises(InvalidRefreshTokenError):
            tokens.rotate_refresh_token(token=first.refresh)

    assert SecurityEvent.objects.filter(user=member, kind=SecurityEventKind.TOKEN_REUSED).count() == 1


def test_a_lost_cache_logs_nobody_out_and_revives_nobody(member: User) -> None:
    alive, ended = tokens.start_family(user=member), tokens.start_family(user=member)
    tokens.revoke_refresh_token(token=ended.refresh)
    for cache in caches.all():
        cache.clear()

    assert bearer(alive.access).get("/api/user/profile").status_code == 200
    assert tokens.rotate_refresh_token(token=alive.refresh).refresh
    with pytest.raises(InvalidRefreshTokenError):
        tokens.rotate_refresh_token(token=ended.refresh)


def _rotate(token: str, barrier: threading.Barrier, found: list[str]) -> None:
    try:
        barrier.wait(30)
        found.append(tokens.rotate_refresh_token(token=token).refresh)
    except InvalidRefreshTokenError:
        found.append("refused")
    finally:
        connections.close_all()


@pytest.mark.concurrency
@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.django_db(transaction=True)
def test_s08_sixteen_refreshes_at_once_give_one_successor(rounds: int) -> None:
    token = tokens.start_family(user=make_member()).refresh
    for generation in range(1, rounds + 1):
        barrier, found = threading.Barrier(16), []  # type: tuple[threading.Barrier, list[Any]]
        workers = [threading.Thread(target=_rotate, args=(token, barrier, found)) for _ in range(16)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        family = RefreshFamily.objects.get()

        assert (len(found), len(set(found)), family.generation, family.revoked_at) == (16, 1, generation, None)
        token = found[0]
