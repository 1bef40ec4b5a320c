"""A circuit that all processes share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django.fixtures import Settings

from moviesite.common.http.breaker import Breaker
from moviesite.common.http.budget import Budget, Limit
from moviesite.common.http.errors import BudgetSpentError, CircuitOpenError
from tests.moviesite.common.http.clock import Clock
from tests.processes import run_in_processes


def fail(breaker: Breaker, times: int) -> list[bool]:
    return [breaker.failed(was_probe=False) for _ in range(times)]


def test_the_fifth_failure_opens(clock: Clock) -> None:
    assert fail(Breaker("x", clock=clock), 5) == [False, False, False, False, True]


def test_failures_are_forgotten_after_thirty_seconds(clock: Clock) -> None:
    breaker = Breaker("x", clock=clock)
    opened = []
    for _ in range(20):
        opened += fail(breaker, 1)
        clock.now += 8

    assert (any(opened), breaker.failures()) == (False, 3)


def test_services_do_not_share_a_circuit(clock: Clock) -> None:
    fail(Breaker("x", clock=clock), 5)

    assert Breaker("y", clock=clock).enter() is False


def test_an_open_circuit_says_for_how_long(clock: Clock) -> None:
    breaker = Breaker("x", clock=clock)
    fail(breaker, 5)
    clock.now += 12

    with pytest.raises(CircuitOpenError) as caught:
        breaker.enter()

    assert caught.value.retry_after == 18


def test_looking_claims_no_probe(clock: Clock) -> None:
    breaker = Breaker("x", clock=clock)
    fail(breaker, 5)
    clock.now += 31

    breaker.raise_if_open()

    assert breaker.enter() is True


class _Gone:
    """A cache that nobody can reach."""

    def __getattr__(self, name: str) -> Any:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            raise OSError("gone")

        return refuse


def test_without_the_cache_the_circuit_is_closed_and_counts_go_on_here(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import caches

    local = caches["local"]
    monkeypatch.setattr("moviesite.common.http.shared.caches", {"ratelimit": _Gone(), "local": local})
    breaker, budget = Breaker("x", clock=clock), Budget("x", (Limit(3, 86400),), clock=clock)

    fail(breaker, 7)
    for _ in range(3):
        budget.take()

    assert breaker.enter() is False
    with pytest.raises(BudgetSpentError):
        budget.take()


@pytest.fixture
def shared(settings: Settings, tmp_path: Path) -> None:
    """The embedded cache that processes share, where no Redis is configured."""
    if not configured.REDIS_URL:
        embedded = {
            "BACKEND": "moviesite.common.sqlitecache.SqliteFileCache",
            "LOCATION": str(tmp_path / "limits.sqlite3"),
        }
        settings.CACHES = {**configured.CACHES, "ratelimit": embedded}


def _fail_and_look(now: float) -> str:
    breaker = Breaker("shared", clock=lambda: now)
    fail(breaker, 2)
    return "failed"


def _enter(now: float) -> str:
    try:
        return "probe" if Breaker("shared", clock=lambda: now).enter() else "closed"
    except CircuitOpenError:
        return "open"


@pytest.mark.concurrency
def test_processes_share_failures_and_one_probe(shared: None) -> None:
    now = 2_000_000_000.0
    run_in_processes(_fail_and_look, [(now,)] * 3)

    while_open = run_in_processes(_enter, [(now + 5,)] * 4)
    when_due = run_in_processes(_enter, [(now + 31,)] * 4)

    assert (sorted(while_open), sorted(when_due)) == (["open"] * 4, ["open", "open", "open", "probe"])


def _take(times: int) -> int:
    budget = Budget("shared", (Limit(50, 86400),), clock=lambda: 2_000_000_000.0)
    taken = 0
    for _ in range(times):
        try:
            budget.take()
        except BudgetSpentError:
            continue
        taken += 1
    return taken


@pytest.mark.concurrency
def test_processes_share_a_budget(shared: None) -> None:
    taken = run_in_processes(_take, [(40,)] * 4)

    # Whoever asks for one too many gives it back, and may for that moment keep another from it.
    assert sum(taken) <= 50
    assert Budget("shared", (Limit(50, 86400),), clock=lambda: 2_000_000_000.0).left() == {"day": 50 - sum(taken)}
