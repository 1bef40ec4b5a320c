"""The rules by known figures: trust, shares of a network, and the tests for votes that look made."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from matchups.abuse import (
    NETWORK_VOICES,
    Evidence,
    Rate,
    Trust,
    answer_probability,
    busiest,
    choosiness,
    has_room,
    newcomers_tail,
    outlier_score,
    poisson_tail,
    ring_score,
    shared_trust,
    surprise,
    trust_of,
)

WALLET = Evidence(age_days=14, has_confirmed_email=False, has_wallet=True, active_days=3)


@pytest.mark.parametrize(
    ("evidence", "weight"),
    [
        (Evidence(0, False, False, 0), 0.0),
        (Evidence(2, True, False, 9), 0.0),
        (Evidence(3, True, False, 0), 1.0),
        (Evidence(400, False, False, 90), 0.0),
        (Evidence(13, False, True, 9), 0.0),
        (Evidence(14, False, True, 2), 0.0),
        (WALLET, 1.0),
        (Evidence(0, False, False, 0, is_vouched=True), 1.0),
    ],
)
def test_trust_needs_what_costs_time(evidence: Evidence, weight: float) -> None:
    assert trust_of(evidence).weight == weight


def test_up_to_three_accounts_of_a_network_keep_their_weight() -> None:
    assert [shared_trust(WALLET, count).weight for count in (1, 3, 4, 100)] == [1.0, 1.0, 0.75, 0.03]
    assert shared_trust(WALLET, 4) == Trust(0.75, "shares its network with 3 others")


def test_the_long_standing_and_the_vouched_share_nothing() -> None:
    grown = [Evidence(90, True, False, 0), Evidence(0, False, False, 0, is_vouched=True)]

    assert [shared_trust(evidence, 100).weight for evidence in grown] == [1.0, 1.0]
    assert shared_trust(Evidence(89, True, False, 0), 100).weight == 0.03


@given(st.integers(min_value=1, max_value=10_000))
def test_a_network_never_weighs_more_than_its_voices(accounts: int) -> None:
    weight = shared_trust(WALLET, accounts).weight

    assert weight * accounts <= NETWORK_VOICES + 1e-9
    assert has_room(weight, itertools.repeat(weight, accounts - 1))
    assert not has_room(weight, itertools.repeat(weight, max(3, accounts)))


@given(st.integers(min_value=0, max_value=500), st.floats(min_value=0.01, max_value=200))
def test_the_tail_is_that_of_poisson(count: int, expected: float) -> None:
    assert poisson_tail(count, expected) == pytest.approx(poisson.sf(count - 1, expected), rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(("count", "days", "past"), [(1, 1.0, 0), (20, 1.0, 0), (95, 1.0, 1500), (5, 0.5, 3)])
def test_newcomers_follow_a_poisson_of_unknown_rate(count: int, days: float, past: int) -> None:
    chance = 31 / (31 + days)

    assert newcomers_tail(count, days, past, 30) == pytest.approx(nbinom.sf(count - 1, 1 + past, chance), rel=1e-9)


def test_nobody_knows_a_new_network() -> None:
    assert newcomers_tail(20, 1, 0, 0) == pytest.approx(0.5**20)


def test_numbers_that_make_no_sense_are_refused() -> None:
    for call in (
        lambda: poisson_tail(-1, 1.0),
        lambda: poisson_tail(1, -1.0),
        lambda: newcomers_tail(1, 0.0, 0, 0),
        lambda: newcomers_tail(-1, 1.0, 0, 0),
        lambda: answer_probability(2, 1, 0.5),
        lambda: answer_probability(0, 1, 1.5),
        lambda: choosiness(3, 2, 5, 9),
    ):
        with pytest.raises(ValueError):
            call()


def test_a_surprise_counts_the_noughts() -> None:
    assert [surprise(p) for p in (1.0, 1e-6, 0.0)] == [0.0, pytest.approx(6.0), 300.0]


def test_the_busiest_stretch_is_found_wherever_it_is() -> None:
    times = [0.0, 599.9, 600.0, 5_000.0, 5_001.0, 5_002.0]

    assert busiest(times) == Rate(3, 120.0)
    assert busiest([0.0, 599.9, 600.0]) == Rate(2, 120.0)
    assert busiest([]) == Rate(0, 120.0)


def test_a_rate_counts_from_its_ratio_on() -> None:
    assert Rate(119, 60.0).score(2.0) == 0.0
    assert Rate(120, 60.0).score(2.0) == pytest.approx(-math.log10(poisson.sf(119, 60.0)))


def test_answers_against_the_crowd_multiply() -> None:
    assert outlier_score([0.5] * 4 + [0.05]) == pytest.approx(1.0)
    assert outlier_score([0.01] * 4) == 0.0
    assert outlier_score([0.01] * 50 + [0.5] * 100) == 0.0


@given(st.lists(st.floats(min_value=0.02, max_value=0.98), min_size=5, max_size=8))
def test_the_wealth_of_an_honest_voter_is_one_on_average(chances: list[float]) -> None:
    mean = 0.0
    for answers in itertools.product((True, False), repeat=len(chances)):
        likely = [p if yes else 1 - p for p, yes in zip(chances, answers, strict=True)]
        mean += math.prod(likely) * 10 ** outlier_score(likely)

    assert mean == pytest.approx(1.0)


def test_the_pairs_own_votes_outweigh_the_strengths() -> None:
    assert answer_probability(0, 0, 0.7) == pytest.approx(0.7)
    assert answer_probability(8, 8, 0.5) == pytest.approx(0.75)
    assert (answer_probability(0, 1000, 0.0), answer_probability(1000, 1000, 1.0)) == (0.01, 0.99)


def test_a_ring_is_many_accounts_of_one_mind() -> None:
    unanimous = [[(True, 0.5)]] * 22

    assert ring_score(unanimous) == pytest.approx(22 * math.log10(1.9))
    assert ring_score(unanimous[:4]) == 0.0
    assert ring_score([[(True, 0.5)], [(False, 0.5)]] * 11) == 0.0


def test_one_account_of_a_ring_speaks_once() -> None:
    once, often = [[(True, 0.25)]] * 5, [[(True, 0.25)] * 40] * 5

    assert ring_score(often) == pytest.approx(ring_score(once))


@given(st.floats(min_value=0.02, max_value=0.98), st.floats(min_value=0.02, max_value=0.98))
def test_the_crowd_gains_nothing_by_looking_like_a_ring(one: float, other: float) -> None:
    def wealth(p: float) -> float:
        single = 10 ** (ring_score([[(True, p)]] * 5) / 5)
        against = 0.05 / (1 - p)
        return p * single + (1 - p) * against

    for p in (one, other):
        assert 0.95 / p <= 1 or wealth(p) == pytest.approx(1.0)


def test_who_answers_only_pairs_with_one_line_up_has_chosen_it() -> None:
    assert choosiness(8, 8, 8, 1000) == pytest.approx(-math.log10(1 / math.comb(1000, 8)))
    assert choosiness(4, 4, 4, 1000) == 0.0
    assert choosiness(8, 1000, 8, 1000) == 0.0
