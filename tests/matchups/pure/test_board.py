"""Ranks under intervals that overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchups import board

BOUNDS = st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 10)), min_size=1, max_size=30)


def test_order_is_by_lower_bound_and_keeps_equals() -> None:
    assert board.order([3.0, 9.0, 3.0, 7.0]).tolist() == [1, 3, 0, 2]


def test_ranks_are_shared_where_intervals_overlap() -> None:
    low = [10.0, 8.0, 5.0, 0.0]
    high = [12.0, 11.0, 8.0, 4.0]

    # The third's upper bound touches the second's lower one: equal bounds overlap, so only the first is above it.
    assert board.ranks(low, high).tolist() == [1, 1, 2, 4]


def test_ranks_without_entries() -> None:
    assert board.ranks([], []).tolist() == []
    assert board.order([]).tolist() == []


@given(BOUNDS)
def test_rank_is_one_more_than_those_surely_above(bounds: list[tuple[int, int]]) -> None:
    low = np.array([start for start, _ in bounds], dtype=float)
    high = np.array([start + width for start, width in bounds], dtype=float)

    expected = [1 + int((low > upper).sum()) for upper in high]
    assert board.ranks(low, high).tolist() == expected


def test_wide_intervals_are_provisional() -> None:
    width = board.PROVISIONAL_WIDTH

    assert board.is_provisional([0.0, 0.0, 0.0], [width - 1, width, width + 1]).tolist() == [False, False, True]


@pytest.mark.parametrize(("low", "high"), [([2.0], [1.0]), ([1.0, 2.0], [3.0]), ([np.nan], [1.0]), ([0.0], [np.inf])])
def test_bounds_that_make_no_sense_are_refused(low: list[float], high: list[float]) -> None:
    with pytest.raises(ValueError):
        board.ranks(low, high)
