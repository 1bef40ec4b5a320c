"""S01 and S02: one signed login logs in once, and a message changed in any way logs nobody in."""

from __future__ import annotations

import pytest

from accounts.models import RefreshFamily
from benchmarks.wallet_replay import mutate, replay
from tests.promises.conftest import Report, StartSite, sized, store

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
THREADS, PROCESSES, SEED = 32, 2, 4361


@pytest.mark.parametrize("with_redis", [False, True], ids=["embedded", "redis"])
def test_one_login_is_replayed(start_site: StartSite, report: Report, with_redis: bool) -> None:
    attempts = sized(10_000)
    url = start_site(with_redis)

    found = replay(url, attempts, THREADS, PROCESSES)

    met = found == {200: 1, 401: sum(found.values()) - 1} and RefreshFamily.objects.count() == 1
    report(
        f"S01 wallet login replayed, {store()}, {'with' if with_redis else 'without'} Redis",
        f"{sum(found.values()):,} attempts, {THREADS} threads in {PROCESSES} processes: "
        f"{found[200] - 1} second logins, {dict(found)}",
        "0",
        met,
    )
    assert met


def test_messages_are_mutated(start_site: StartSite, report: Report) -> None:
    changes = sized(2_000)
    url = start_site(False)

    found = mutate(url, changes, SEED)

    accepted = sum(number for status, number in found.items() if not 400 <= status < 500)
    met = not accepted and sum(found.values()) == changes and RefreshFamily.objects.count() == 0
    report(
        f"S02 wallet messages mutated and signed again, {store()}",
        f"{accepted} of {changes:,} accepted, {dict(sorted(found.items()))}",
        "0",
        met,
    )
    assert met
