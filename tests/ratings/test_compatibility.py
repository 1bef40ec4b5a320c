"""Two tastes compared: what must hold whatever the scales."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.compatibility import NEEDED, Compatibility, _mean_distance, compare, percentiles

RATINGS = st.dictionaries(st.integers(1, 40), st.sampled_from([value / 2 for value in range(11)]), max_size=40)


def rated(values: list[float], start: int = 1) -> dict[int, float]:
    return dict(enumerate(values, start))


def test_equal_values_share_their_mid_rank() -> None:
    assert percentiles([3.0, 5.0, 3.0, 1.0]).tolist() == [0.5, 0.875, 0.5, 0.125]


def test_below_ten_shared_titles_nothing_is_said() -> None:
    found = compare(rated([4.0] * 9), rated([4.0] * 30))

    assert found == Compatibility(shared=NEEDED - 1)


def test_the_same_order_on_other_scales_is_the_same_taste() -> None:
    mine = rated([number * 0.1 for number in range(40)])
    theirs = rated([3 + number * 0.05 for number in range(40)])

    assert compare(mine, theirs).percent == 90  # 50 + 50 * 40 / 50


def test_opposite_tastes_are_below_chance() -> None:
    mine = rated([float(number) for number in range(40)])
    theirs = rated([float(-number) for number in range(40)])

    assert compare(mine, theirs).percent == 30  # reversed orders lie 1.5 times as far apart as chance has them


def test_unrelated_tastes_are_near_the_middle() -> None:
    rng = np.random.default_rng(7)
    percents = [
        compare(rated(rng.uniform(0, 5, 60).tolist()), rated(rng.uniform(0, 5, 60).tolist())).percent
        for _ in range(200)
    ]

    assert 48.5 < float(np.mean([percent for percent in percents if percent is not None])) < 51.5


def test_more_in_common_says_more() -> None:
    few, many = rated([float(number) for number in range(10)]), rated([float(number) for number in range(200)])

    assert (compare(few, few).percent, compare(many, many).percent) == (75, 98)


def test_somebody_who_rates_everything_alike_is_like_nobody() -> None:
    flat = rated([3.0] * 20)

    found = compare(flat, flat)

    assert (found.percent, found.low, found.high) == (50, 50, 50)


def test_what_binds_is_loved_by_both_and_what_parts_is_far_apart() -> None:
    mine = rated([5, 4.5, 1, 3, 3, 2.5, 2, 2, 1.5, 1, 0.5, 5])
    theirs = rated([5, 4.5, 5, 3, 3, 2.5, 2, 2, 1.5, 1, 0.5, 0.5])

    found = compare(mine, theirs)

    assert found.binds == (1, 2)
    assert found.parts[:2] == (12, 3)


@given(RATINGS, RATINGS)
def test_whose_turn_it_is_changes_nothing(mine: dict[int, float], theirs: dict[int, float]) -> None:
    assert compare(mine, theirs) == compare(theirs, mine)


@given(RATINGS, RATINGS)
def test_figures_stay_in_range(mine: dict[int, float], theirs: dict[int, float]) -> None:
    found = compare(mine, theirs)

    if found.percent is None:
        assert found.shared < NEEDED
    else:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.percent <= found.high <= 100
        assert set(found.binds) | set(found.parts) <= mine.keys() & theirs.keys()


@given(RATINGS, st.permutations(range(1, 41)))
def test_names_of_titles_do_not_matter(mine: dict[int, float], names: list[int]) -> None:
    theirs = {title: 5 - value for title, value in mine.items()}
    renamed = compare({names[t - 1]: v for t, v in mine.items()}, {names[t - 1]: v for t, v in theirs.items()})

    assert (renamed.percent, renamed.shared) == (compare(mine, theirs).percent, len(mine))


@pytest.mark.parametrize("count", [1, 5, 50])
def test_the_quick_mean_distance_is_the_mean_distance(count: int) -> None:
    rng = np.random.default_rng(count)
    p, q = rng.integers(0, 9, count) / 8, rng.integers(0, 9, count) / 8

    assert _mean_distance(p, q) == pytest.approx(np.abs(p[:, None] - q[None, :]).mean())
