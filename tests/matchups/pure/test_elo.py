"""Elo: known answers, and what must hold for any vote."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchups import elo

RATINGS = st.floats(0, 4_000)
VOTES = st.integers(0, 10_000)
SHARES = st.sampled_from([0.0, 0.5, 1.0])
TEAMS = st.lists(st.tuples(RATINGS, VOTES), min_size=1, max_size=4)


def team_change(team_a: list[tuple[float, int]], team_b: list[tuple[float, int]], share: float) -> elo.TeamChange:
    ratings_a, votes_a = zip(*team_a, strict=True)
    ratings_b, votes_b = zip(*team_b, strict=True)
    return elo.team_change(ratings_a, ratings_b, votes_a, votes_b, share)


def test_expected_known_answers() -> None:
    assert elo.expected(1500, 1500) == 0.5
    assert elo.expected(1900, 1500) == pytest.approx(10 / 11)
    assert elo.expected(1500, 1900) == pytest.approx(1 / 11)


def test_expected_far_apart_does_not_overflow() -> None:
    assert elo.expected(1e6, 0) == 1.0
    assert elo.expected(0, 1e6) == 0.0


@pytest.mark.parametrize(
    ("votes_a", "votes_b", "k"),
    [(0, 0, 40), (29, 29, 40), (30, 30, 20), (99, 99, 20), (100, 100, 10), (29, 30, 30), (0, 100, 25), (30, 100, 15)],
)
def test_k_is_the_mean_of_two_steps_of_the_ladder(votes_a: int, votes_b: int, k: float) -> None:
    assert elo.k_factor(votes_a, votes_b) == k


@pytest.mark.parametrize(("share", "gained"), [(1.0, 20.0), (0.5, 0.0), (0.0, -20.0)])
def test_change_between_equal_newcomers(share: float, gained: float) -> None:
    assert elo.change(elo.START, elo.START, 0, 0, share) == gained


def test_change_scales_with_weight() -> None:
    full = elo.change(1600, 1500, 5, 50, 1.0)

    assert elo.change(1600, 1500, 5, 50, 1.0, weight=0.25) == pytest.approx(full / 4)
    assert elo.change(1600, 1500, 5, 50, 1.0, weight=0.0) == 0.0


@given(RATINGS, RATINGS, VOTES, VOTES, SHARES)
def test_what_one_gains_the_other_loses(a: float, b: float, votes_a: int, votes_b: int, share: float) -> None:
    gained = elo.change(a, b, votes_a, votes_b, share)

    assert elo.change(b, a, votes_b, votes_a, 1.0 - share) == pytest.approx(-gained, abs=1e-9)


@given(RATINGS, RATINGS, st.floats(1, 500), VOTES, VOTES)
def test_beating_a_stronger_one_gains_no_less(a: float, b: float, more: float, votes_a: int, votes_b: int) -> None:
    weaker, stronger = (elo.change(a, other, votes_a, votes_b, 1.0) for other in (b, b + more))

    assert stronger >= weaker >= 0.0


@given(RATINGS, RATINGS, VOTES, VOTES)
def test_a_better_result_gains_more(a: float, b: float, votes_a: int, votes_b: int) -> None:
    lost, tied, won = (elo.change(a, b, votes_a, votes_b, share) for share in (0.0, 0.5, 1.0))

    assert lost < tied < won
    assert won - lost == pytest.approx(elo.k_factor(votes_a, votes_b))


@given(TEAMS, TEAMS, SHARES)
def test_teams_of_any_sizes_conserve_points(
    team_a: list[tuple[float, int]], team_b: list[tuple[float, int]], share: float
) -> None:
    each_a, each_b = team_change(team_a, team_b, share)

    assert len(team_a) * each_a == pytest.approx(len(team_b) * each_b, abs=1e-9)


@given(TEAMS, TEAMS, SHARES)
def test_teams_exchanged_exchange_signs(
    team_a: list[tuple[float, int]], team_b: list[tuple[float, int]], share: float
) -> None:
    each_a, each_b = team_change(team_a, team_b, share)

    swapped = team_change(team_b, team_a, 1.0 - share)
    assert swapped.each_a == pytest.approx(-each_b, abs=1e-9)
    assert swapped.each_b == pytest.approx(-each_a, abs=1e-9)


@given(TEAMS, TEAMS, SHARES)
def test_the_gap_of_team_means_moves_as_between_single_ratings(
    team_a: list[tuple[float, int]], team_b: list[tuple[float, int]], share: float
) -> None:
    each_a, each_b = team_change(team_a, team_b, share)

    means = [math.fsum(rating for rating, _ in team) / len(team) for team in (team_a, team_b)]
    k = sum(math.fsum(elo.k_factor(votes, votes) for _, votes in team) / len(team) for team in (team_a, team_b)) / 2
    assert each_a + each_b == pytest.approx(2 * k * (share - elo.expected(*means)), abs=1e-6)


def test_single_title_teams_are_single_ratings() -> None:
    gained = elo.change(1600, 1450, 12, 240, 0.5)

    assert elo.team_change([1600], [1450], [12], [240], 0.5) == pytest.approx((gained, gained))


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        elo.change(1500, 1500, 0, 0, share)


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_impossible_weight_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        elo.team_change([1500], [1500], [0], [0], 1.0, weight)


def test_malformed_teams_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one title"):
        elo.team_change([], [1500], [], [0], 1.0)
    with pytest.raises(ValueError, match="number of votes"):
        elo.team_change([1500, 1500], [1500], [0], [0], 1.0)
    with pytest.raises(ValueError, match="not negative"):
        elo.k_factor(-1, 0)
