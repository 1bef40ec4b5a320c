"""What all tests share: no network, empty caches, clients."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from accounts.models import Profile, User
from adminpanel.selectors.blocking import forget
from moviesite.common import versions
from moviesite.common.ratelimit import memory

# A loaded machine is slow: that is no fault of what is tested.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")

LOCAL = {"127.0.0.1", "::1", "localhost"}

DATABASE = {"db", "transactional_db", "live_server"}  # fixtures


def pytest_addoption(parser: pytest.Parser) -> None:
    """For other servers: what neither a database nor a broker sees need not be run again."""
    parser.addoption("--stored", action="store_true", help="leave out tests that use no server")


def _is_stored(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    marked = any(item.get_closest_marker(name) for name in ("django_db", "services", "concurrency"))
    return marked or not DATABASE.isdisjoint(fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for, and give browsers a second chance.

    A journey in a browser may be begun anew twice: a loaded machine now and then takes longer to paint than it waits
    for. Each such rerun is told in the summary. Everything else has one try."""
    if "chaos" not in config.option.markexpr:  # only ever asked for by name
        kept = [item for item in items if not item.get_closest_marker("chaos")]
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("chaos")])
        items[:] = kept
    if config.getoption("stored"):
        # The plumbing opens connections of its own in places, so all of its tests stay.
        kept = [item for item in items if _is_stored(item) or "tests/moviesite/" in item.nodeid]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection that leaves this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """Each test begins with empty caches and versions."""
    for name in ("default", "ratelimit", "local"):
        caches[name].clear()
    memory.clear()
    versions._seen.clear()


@pytest.fixture(autouse=True)
def _nobody_notes_slates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What members were shown is noted by a worker, and none is at work but for tests that ask for `noting`."""
    if "noting" not in request.fixturenames:
        monkeypatch.setattr("recommender.receivers.send_quietly", lambda task, **what: None)


@pytest.fixture(autouse=True)
def _nobody_is_blocked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process loads the list of blocked addresses with its first request; only tests that ask for `blocking` do."""
    if "blocking" not in request.fixturenames:
        monkeypatch.setattr("adminpanel.blocking.find_block", lambda address: None)


@pytest.fixture
def blocking() -> Iterator[None]:
    """Blocked addresses are kept out, as far as the test blocks any."""
    forget()
    yield
    forget()


@pytest.fixture
def noting() -> None:
    """A worker that notes what members are shown."""


@pytest.fixture
def api() -> APIClient:
    """A client of the API without credentials."""
    return APIClient()


@pytest.fixture
def member(db: None) -> User:
    """A member with a profile and a password that nobody else has."""
    user = User.objects.create_user(username="meera", email="meera@example.org", password="seven brown lamps")
    Profile.objects.create(user=user)
    return user


@pytest.fixture
def other_member(db: None) -> User:
    """Another member."""
    user = User.objects.create_user(username="arjun", email="arjun@example.org", password="eight green lamps")
    Profile.objects.create(user=user)
    return user


@pytest.fixture
def member_api(member: User) -> APIClient:
    """A client that is the member."""
    client = APIClient()
    client.force_authenticate(member)
    return client
