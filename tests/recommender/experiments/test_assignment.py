"""Who takes part and in which arm."""

from __future__ import annotations

from collections import Counter

import pytest

from recommender.experiments.assignment import assign, share_of


def test_the_same_member_is_always_in_the_same_arm() -> None:
    first = [assign("salt", unit, weights=[1, 1, 2], traffic=0.7) for unit in range(500)]

    assert [assign("salt", unit, weights=[1, 1, 2], traffic=0.7) for unit in range(500)] == first


def test_known_digests_give_known_arms() -> None:
    """Written down, so that no change of code moves members of a running experiment."""
    assert round(share_of("salt", 1), 6) == 0.451663
    assert [assign("salt", unit, weights=[1, 1], traffic=1.0) for unit in range(8)] == [0, 1, 0, 0, 1, 1, 0, 1]


def test_arms_get_their_weights_and_traffic_its_share() -> None:
    counts = Counter(assign("salt", unit, weights=[1, 3], traffic=0.5) for unit in range(20_000))

    assert abs(counts[None] / 20_000 - 0.5) < 0.012
    assert abs(counts[1] / (counts[0] + counts[1]) - 0.75) < 0.015


def test_more_traffic_moves_nobody_between_arms() -> None:
    few = {unit: assign("salt", unit, weights=[1, 1], traffic=0.2) for unit in range(2000)}
    many = {unit: assign("salt", unit, weights=[1, 1], traffic=0.9) for unit in range(2000)}

    assert {unit: arm for unit, arm in few.items() if arm is not None and many[unit] != arm} == {}


def test_no_traffic_is_nobody_and_all_traffic_is_everybody() -> None:
    assert {assign("salt", unit, weights=[1], traffic=0.0) for unit in range(200)} == {None}
    assert {assign("salt", unit, weights=[1], traffic=1.0) for unit in range(200)} == {0}


def test_another_salt_deals_anew() -> None:
    one = [assign("one", unit, weights=[1, 1], traffic=1.0) for unit in range(4000)]
    two = [assign("two", unit, weights=[1, 1], traffic=1.0) for unit in range(4000)]

    same = sum(a == b for a, b in zip(one, two, strict=True))
    assert abs(same / 4000 - 0.5) < 0.03


def test_arms_without_a_weight_are_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        assign("salt", 1, weights=[1, 0], traffic=1.0)
