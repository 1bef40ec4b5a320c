"""Providers without keys, with wrong addresses, and how they stand."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from catalog.enums import Provider
from catalog.providers.configuring import is_address
from catalog.providers.errors import ProviderOffError, UnknownProviderError
from catalog.providers.registry import all_providers, get_provider
from catalog.providers.status import ProviderStatus, provider_status
from moviesite.common.http.errors import UpstreamError
from moviesite.common.http.status import Circuit, UpstreamStatus
from tests.catalog.providers.conftest import CANARY
from tests.fakes import server
from tests.fakes.server import FakeUpstream

KEYS = {"tmdb": "movie/1", "omdb": "tt0000001", "youtube": "video/tr000000001", "jikan": "1"}


@pytest.fixture
def switched_off(settings: Settings) -> Settings:
    """No key at all, and the real addresses."""
    for name in ("TMDB_READ_TOKEN", "TMDB_API_KEY", "OMDB_API_KEY", "YOUTUBE_API_KEY"):
        setattr(settings, name, "")
    settings.JIKAN_ENABLED = False
    return settings


def said(deploy: bool = False) -> list[str]:
    return [str(message.id) for message in run_checks(tags=["providers"], include_deployment_checks=deploy)]


def test_there_are_four() -> None:
    assert [provider.name for provider in all_providers()] == [
        Provider.TMDB,
        Provider.OMDB,
        Provider.YOUTUBE,
        Provider.JIKAN,
    ]
    assert [get_provider(name).name.value for name in KEYS] == list(KEYS)


@pytest.mark.parametrize("name", ["", "letterboxd", "demo", "TMDB"])
def test_other_names_are_no_providers(name: str) -> None:
    with pytest.raises(UnknownProviderError):
        get_provider(name)


def test_without_keys_all_are_off_and_it_is_a_remark(switched_off: Settings) -> None:
    assert [provider.is_on() for provider in all_providers()] == [False] * 4
    assert (said(), said(deploy=True)) == ([], ["catalog.I101", "catalog.I111", "catalog.I121", "catalog.I131"])


def test_with_keys_all_are_on_and_nothing_is_said(switched_on: Settings) -> None:
    assert [provider.is_on() for provider in all_providers()] == [True] * 4
    assert said(deploy=True) == []


@pytest.mark.parametrize("name", KEYS)
def test_a_provider_that_is_off_asks_nobody(switched_off: Settings, name: str) -> None:
    with pytest.raises(ProviderOffError):
        get_provider(name).title(KEYS[name])
    with pytest.raises(ProviderOffError):
        get_provider(name).search("lamp")


@pytest.mark.parametrize(
    ("setting", "number"),
    [
        ("TMDB_BASE_URL", "catalog.E101"),
        ("TMDB_IMAGE_BASE_URL", "catalog.E102"),
        ("OMDB_BASE_URL", "catalog.E111"),
        ("YOUTUBE_BASE_URL", "catalog.E121"),
        ("JIKAN_BASE_URL", "catalog.E131"),
    ],
)
def test_a_wrong_address_is_an_error_that_does_not_repeat_it(switched_on: Settings, setting: str, number: str) -> None:
    setattr(switched_on, setting, f"https://user:{CANARY}@api.example/3")

    found = run_checks(tags=["providers"])

    assert [message.id for message in found] == [number]
    assert CANARY not in str(found[0])


def test_a_wrong_address_switches_its_provider_off(switched_on: Settings) -> None:
    switched_on.TMDB_BASE_URL = "ftp://api.example"

    assert [provider.is_on() for provider in all_providers()] == [False, True, True, True]


def test_channels_are_checked(switched_on: Settings) -> None:
    switched_on.YOUTUBE_CHANNELS = ["@lamp"]

    assert said() == ["catalog.E122"]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://api.themoviedb.org/3", True),
        ("http://127.0.0.1:8900/tmdb", True),
        ("http://localhost/x", True),
        ("http://api.themoviedb.org/3", False),
        ("https://", False),
        ("https://a:b@host", False),
        ("https://host?key=1", False),
        ("https://host:port", False),
        ("https://[::1", False),
        ("host", False),
        ("", False),
    ],
)
def test_addresses_that_keys_may_be_sent_to(url: str, good: bool) -> None:
    assert is_address(url) is good


def test_how_they_stand(switched_on: Settings) -> None:
    switched_on.TMDB_READ_TOKEN = ""
    get_provider("youtube").title(KEYS["youtube"])

    assert provider_status() == (
        ProviderStatus(Provider.TMDB, False, closed("tmdb", second=35)),
        ProviderStatus(Provider.OMDB, True, closed("omdb", second=10, day=1000)),
        ProviderStatus(Provider.YOUTUBE, True, closed("youtube", day=9999)),
        ProviderStatus(Provider.JIKAN, True, closed("jikan", second=3, minute=60)),
    )


def closed(name: str, **left: int) -> UpstreamStatus:
    return UpstreamStatus(name, Circuit.CLOSED, None, 0, left)


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize(
    "behaviour", [server.says({}, 404), server.says({}, 401), server.says({}, 500), server.no_json, server.half]
)
def test_no_key_is_said_by_any_provider(
    fake: FakeUpstream, switched_on: Settings, caplog: pytest.LogCaptureFixture, name: str, behaviour: Any
) -> None:
    fake.behave(name, then=behaviour)
    provider = get_provider(name)

    with caplog.at_level(logging.DEBUG), pytest.raises(UpstreamError) as caught:
        provider.title(KEYS[name])

    request = fake.asked[0]
    sent = CANARY in f"{request.query} {request.headers}"
    assert sent is (name != "jikan")
    assert CANARY not in "\n".join([caplog.text, repr(provider), repr(caught.value), str(caught.value)])


@pytest.mark.parametrize("name", KEYS)
def test_one_provider_down_leaves_the_others_alone(fake: FakeUpstream, switched_on: Settings, name: str) -> None:
    fake.behave(name, then=server.busy("600"))
    outcomes = {}

    for other in KEYS:
        try:
            get_provider(other).title(KEYS[other])
            outcomes[other] = "answered"
        except UpstreamError as error:
            outcomes[other] = error.outcome

    assert outcomes == {other: "unavailable" if other == name else "answered" for other in KEYS}
    circuits = {status.provider.value: status.upstream.circuit for status in provider_status()}
    assert circuits == {other: Circuit.OPEN if other == name else Circuit.CLOSED for other in KEYS}
