"""Counting what may be asked."""

from __future__ import annotations

import pytest

from moviesite.common.http.budget import Budget, Limit
from moviesite.common.http.errors import BudgetSpentError
from moviesite.common.http.status import Circuit, UpstreamStatus, upstream_status
from tests.moviesite.common.http.clock import Clock


def test_what_is_left_by_window(clock: Clock) -> None:
    budget = Budget("x", (Limit(100, 86400), Limit(30, 60), Limit(5, 1)), clock=clock)
    budget.take()
    budget.take(3)

    assert budget.left() == {"second": 1, "minute": 26, "day": 96}


def test_a_dear_request_leaves_room_for_a_cheap_one(clock: Clock) -> None:
    budget = Budget("x", (Limit(150, 86400),), clock=clock)
    budget.take(100)

    with pytest.raises(BudgetSpentError):
        budget.take(100)
    budget.take(1)

    assert budget.left() == {"day": 49}


def test_a_day_may_begin_elsewhere(clock: Clock) -> None:
    clock.now = 1_000_080_000.0 - 3600  # 23:00 UTC
    limit = Limit(1, 86400, offset=8 * 3600)

    assert limit.ends(clock.now) - clock.now == 9 * 3600


def test_patience_is_for_all_windows_together(clock: Clock) -> None:
    budget = Budget("x", (Limit(1, 1), Limit(1, 60)), clock=clock, sleep=clock.sleep)
    budget.take()

    with pytest.raises(BudgetSpentError) as caught:
        budget.take(patience=2.0)

    assert (caught.value.detail, clock.slept) == ("more than 1 in a minute", [1.0])


def test_status_of_a_service_nobody_asked(clock: Clock) -> None:
    assert upstream_status("x", (Limit(9, 60),), clock=clock) == UpstreamStatus(
        "x", Circuit.CLOSED, None, 0, {"minute": 9}
    )
