"""Providers that ask stand-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.fakes.others import CHANNEL
from tests.fakes.server import FakeUpstream, fake_upstream


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeUpstream]:
    """Stand-ins that behave; TMDB alone is switched on."""
    with fake_upstream() as upstream:
        settings.TMDB_BASE_URL, settings.TMDB_READ_TOKEN = upstream.at("tmdb"), "token"
        settings.OFFER_COUNTRIES = ("IN", "US")
        yield upstream


@pytest.fixture
def others(fake: FakeUpstream, settings: Settings) -> None:
    """The other providers, switched on."""
    settings.OMDB_BASE_URL, settings.OMDB_API_KEY = fake.at("omdb"), "key"
    settings.YOUTUBE_BASE_URL, settings.YOUTUBE_API_KEY = fake.at("youtube"), "key"
    settings.YOUTUBE_CHANNELS = [CHANNEL]
    settings.JIKAN_BASE_URL, settings.JIKAN_ENABLED = fake.at("jikan"), True
