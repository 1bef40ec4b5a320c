"""Providers that are switched on and ask stand-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.fakes.others import CHANNEL
from tests.fakes.server import FakeUpstream, fake_upstream

CANARY = "canary-7c2b81"


@pytest.fixture
def fake() -> Iterator[FakeUpstream]:
    """Stand-ins that behave."""
    with fake_upstream() as server:
        yield server


@pytest.fixture
def switched_on(fake: FakeUpstream, settings: Settings) -> Settings:
    """All providers with keys and the stand-ins' addresses."""
    settings.TMDB_BASE_URL, settings.TMDB_READ_TOKEN, settings.TMDB_API_KEY = fake.at("tmdb"), CANARY, ""
    settings.OMDB_BASE_URL, settings.OMDB_API_KEY = fake.at("omdb"), CANARY
    settings.YOUTUBE_BASE_URL, settings.YOUTUBE_API_KEY = fake.at("youtube"), CANARY
    settings.YOUTUBE_CHANNELS = [CHANNEL]
    settings.JIKAN_BASE_URL, settings.JIKAN_ENABLED = fake.at("jikan"), True
    settings.OFFER_COUNTRIES = ("IN", "US", "GB")
    return settings
