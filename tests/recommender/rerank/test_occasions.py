from datetime import datetime

import numpy as np
import pytest

from recommender.rerank.occasions import BINGE, EVENING_LONG, OCCASIONS, SHORT_EVENING, WEEKEND, fits, suggested

SERIES = np.array([False, False, False, True, True, False])
RUNTIME = np.array([95, 130, 181, 45, 90, -1], dtype=np.int64)


@pytest.mark.parametrize(
    ("occasion", "suits"),
    [
        (SHORT_EVENING, [True, False, False, False, False, False]),
        (EVENING_LONG, [True, True, False, False, False, False]),
        (WEEKEND, [False, False, True, False, False, False]),
        (BINGE, [False, False, False, True, False, False]),
    ],
)
def test_runtime_decides_and_an_unknown_one_suits_nothing(occasion: str, suits: list[bool]) -> None:
    assert fits(occasion, SERIES, RUNTIME).tolist() == suits


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 17, 19, 0), EVENING_LONG),  # a Tuesday
        (datetime(2026, 11, 17, 22, 30), SHORT_EVENING),
        (datetime(2026, 11, 20, 18, 0), WEEKEND),  # a Friday
        (datetime(2026, 11, 21, 23, 0), BINGE),  # a Saturday
        (datetime(2026, 11, 22, 11, 0), WEEKEND),  # a Sunday
        (datetime(2026, 11, 22, 19, 0), EVENING_LONG),
    ],
)
def test_the_clock_says_what_comes_first(now: datetime, first: str) -> None:
    order = suggested(now)

    assert order[0] == first
    assert sorted(order) == sorted(OCCASIONS)
