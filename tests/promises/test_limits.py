"""S25 and S26: a limit lets exactly its quota through, and no header makes anybody somebody else."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import RequestFactory, override_settings

from moviesite.common.ratelimit import count_request
from moviesite.settings.parts.caches import caches
from moviesite.settings.parts.limits import RATE_LIMITS
from tests.chaos.servers import Redis
from tests.processes import new_barrier, run_in_processes
from tests.promises.conftest import Report, StartSite

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
QUOTA, REQUESTS, PROCESSES = 10, 400, 4
HAMMERED, AWAY = 5.0, 1.0  # seconds
LIMITS = {"RATE_LIMIT_SCALE": 1, "RATE_LIMITS": {"probe": ("ip", f"{QUOTA}/d")}, "WEB_PROCESSES": PROCESSES}
FORWARDING = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")


def _passes() -> bool:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.77")
    return not count_request(request, "probe").exceeded


def _hammer(url: str, folder: str, times: int) -> int:
    with override_settings(CACHES=caches(url, Path(folder)), **LIMITS):
        return sum(_passes() for _ in range(times))


@pytest.mark.parametrize("with_redis", [False, True], ids=["embedded", "redis"])
def test_exactly_the_quota_passes(tmp_path: Path, report: Report, with_redis: bool) -> None:
    redis = Redis() if with_redis else None
    url = redis.url if redis else ""

    passed = run_in_processes(_hammer, [(url, str(tmp_path), REQUESTS // PROCESSES)] * PROCESSES)

    if redis:
        redis.stop()
    report(
        f"S25 a limit of {QUOTA}, {'Redis' if redis else 'embedded cache'}",
        f"{REQUESTS} requests of {PROCESSES} processes: {sum(passed)} passed",
        str(QUOTA),
        sum(passed) == QUOTA,
    )
    assert sum(passed) == QUOTA


def _hammer_on(url: str, folder: str, barrier: Any) -> tuple[int, int]:
    """Requests and those that passed, slowly at first, so that an outage finds some of the quota left."""
    with override_settings(CACHES=caches(url, Path(folder)), **LIMITS):
        asked = passed = 0
        barrier.wait(60)
        ends = time.monotonic() + HAMMERED
        while time.monotonic() < ends:
            asked, passed = asked + 1, passed + _passes()
            time.sleep(0.1 if asked < QUOTA else 0.02)
        return asked, passed


def _restart(redis: Redis, barrier: Any, after: float) -> None:
    barrier.wait(60)
    time.sleep(after)
    redis.kill()
    time.sleep(AWAY)
    redis.start()


@pytest.mark.parametrize("after", [0.05, 0.15, 0.25, 1.0])
def test_the_quota_holds_while_redis_restarts(tmp_path: Path, report: Report, after: float) -> None:
    redis, barrier = Redis(), new_barrier(PROCESSES + 1)
    outage = threading.Thread(target=_restart, args=(redis, barrier, after))
    outage.start()

    found = run_in_processes(_hammer_on, [(redis.url, str(tmp_path), barrier)] * PROCESSES)

    outage.join()
    redis.stop()
    asked, passed = (sum(numbers) for numbers in zip(*found, strict=True))
    report(
        f"S25 a limit of {QUOTA} while Redis restarts empty",
        f"away after {after:.2f} s for {AWAY:.0f} s, {asked} requests of {PROCESSES} processes: {passed} passed",
        f"at most {2 * QUOTA}",
        passed <= 2 * QUOTA,
    )
    assert passed <= 2 * QUOTA


def _invented(chance: random.Random) -> str:
    """What a client could write: addresses of both kinds, lists of them, and rubbish."""
    one = ".".join(str(chance.randrange(256)) for _ in range(4))
    return chance.choice(
        (one, f"{one}, 10.0.0.1", f"2001:db8:{chance.randrange(65536):x}::1", f"for={one}", f"{one}:80")
    )


@pytest.mark.parametrize("trusted", ["", "127.0.0.1/32"], ids=["direct", "proxied"])
def test_no_header_makes_a_client_another(start_site: StartSite, report: Report, trusted: str) -> None:
    url, requests_made, chance = (
        start_site(False, RATE_LIMIT_SCALE="1", TRUSTED_PROXIES=trusted),
        200,
        random.Random(26),
    )
    quota = int(RATE_LIMITS["wallet-nonce"][1].partition("/")[0])

    statuses = Counter[int]()
    for _ in range(requests_made):
        headers = {name: _invented(chance) for name in FORWARDING}
        if trusted:  # what the proxy appends to what the client wrote
            headers["X-Forwarded-For"] += ", 198.51.100.7"
        statuses[requests.post(f"{url}/api/auth/nonce", json={}, headers=headers, timeout=30).status_code] += 1

    met = statuses == {200: quota, 429: requests_made - quota}
    report(
        f"S26 invented forwarding headers, {'behind a trusted proxy' if trusted else 'straight at the site'}",
        f"{requests_made} requests, each with {len(FORWARDING)}: {statuses[200] - quota} beyond the quota of {quota}",
        "0",
        met,
    )
    assert met, statuses
