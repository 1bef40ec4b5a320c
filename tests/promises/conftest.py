"""The sizes of the promises, and a site over the test database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import pytest
from django.db import connection

from tests.chaos.servers import Redis, Site
from tests.reporting import Report, report

__all__ = ["Report", "report"]  # a fixture is found by its name here

# By default the sizes that docs/operations.md names; PROMISE_SCALE=0.1 asks a tenth.
SCALE = float(os.environ.get("PROMISE_SCALE", "1"))
#: What goes beyond the promise, and takes its time: PROMISE_REACH=1 asks for it.
reach = pytest.mark.skipif(not os.environ.get("PROMISE_REACH"), reason="beyond the promise: PROMISE_REACH=1")


class StartSite(Protocol):
    """Starts the site, and tells its address."""

    def __call__(self, with_redis: bool, **environment: str) -> str:
        """With a Redis of its own, or without any."""


def sized(number: int) -> int:
    """So many at this scale, and never none."""
    return max(1, round(number * SCALE))


def store() -> str:
    """What the promise was kept on."""
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MariaDB"}[connection.vendor]


def database_url() -> str:
    """The address of the test database, for processes that start by themselves."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    scheme = {"postgresql": "postgres", "mysql": "mysql"}[connection.vendor]
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"{scheme}://{who}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@pytest.fixture
def start_site(transactional_db: None, tmp_path: Path) -> Iterator[StartSite]:
    """Starts two web processes over the test database, with a Redis of their own or without; tells their address."""
    with ExitStack() as at_work:

        def start(with_redis: bool, **environment: str) -> str:
            address = ""
            if with_redis:
                redis = Redis()
                at_work.callback(redis.stop)
                address = redis.url
            site = Site(tmp_path, DATABASE_URL=database_url(), REDIS_URL=address, **environment)
            url = site.environment["SITE_URL"] = f"http://127.0.0.1:{site.port}"
            site.start()
            at_work.callback(site.stop)
            return url

        yield start
