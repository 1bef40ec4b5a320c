"""A whole site of its own: web server, PostgreSQL and Redis, filled with the demo."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.chaos.load import Question, ask
from tests.chaos.servers import Postgres, Redis, Site
from tests.reporting import Report, report

__all__ = ["MEMBERS", "PASSWORD", "SCALE", "Report", "World", "report"]  # a fixture is found by its name here

PASSWORD = "twelve quiet lanterns"
MEMBERS = 16
# By default the sizes of docs/operations.md; CHAOS_SCALE=0.1 asks a tenth.
SCALE = float(os.environ.get("CHAOS_SCALE", "1"))
_MAKE = f"""
from django.contrib.auth.hashers import make_password
from accounts.models import Profile, User
hashed = make_password({PASSWORD!r})
for number in range({MEMBERS}):
    user = User.objects.create(username=f"chaos{{number}}", email=f"chaos{{number}}@example.org", password=hashed)
    Profile.objects.create(user=user)
"""


@dataclass
class World:
    """The three of them, and what may be asked."""

    site: Site
    postgres: Postgres
    redis: Redis
    reads: list[Question]
    writes: list[Question]

    def get(self, path: str) -> tuple[int, bytes]:
        """One question on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=70)
        try:
            return ask(connection, Question("one", "GET", path))
        finally:
            connection.close()


def _call(site: Site, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=70)
    status, text = ask(connection, Question("one", method, path, body))
    connection.close()
    assert status == 200, (path, status, text[:300])
    return json.loads(text)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once for a module: filling it takes a minute."""
    redis, postgres = Redis(), Postgres()
    site = Site(tmp_path_factory.mktemp("chaos"), DATABASE_URL=postgres.url, REDIS_URL=redis.url)
    try:
        site.manage("migrate", "--noinput", "--verbosity=0")
        site.manage("seed_demo", "--members=20", "--ratings=600", "--verbosity=0")
        site.manage("shell", "--command", _MAKE)
        site.start()
        titles = [row["id"] for row in _call(site, "GET", "/api/content/popular")["results"]]
        tokens = [
            _call(site, "POST", "/api/auth/login", {"username": f"chaos{n}", "password": PASSWORD})["access"]
            for n in range(MEMBERS)
        ]
        paths = [f"/api/content/details/{title}" for title in titles[:6]]
        paths += ["/api/content/popular", "/api/leaderboard", "/api/search?q=kumar", "/api/reviews"]
        reads = [Question("read", "GET", path) for path in paths]
        reads += [Question("page", "GET", path) for path in ("/", "/leaderboard/")]
        writes = [
            Question("write", "POST", "/api/user/rating", {"content_id": titles[n % len(titles)], "rating": 4}, token)
            for n, token in enumerate(tokens)
        ]
        yield World(site, postgres, redis, reads, writes)
    finally:
        if hasattr(site, "process") and site.process.poll() is None:
            site.stop()
        redis.process.kill()
        redis.process.wait()
        postgres.remove()
