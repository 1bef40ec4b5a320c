"""The plan: no rule is ever broken, the shares are right, and each reason is true."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchups.pairing import PLACED, SHARES, Candidates, Planned, plan, quotas


def sample(n: int, seed: int, films: int = 400) -> Candidates:
    rng = np.random.default_rng(seed)
    return Candidates(
        id=np.arange(n) + 1_000,
        titles=np.array([rng.choice(films, 4, replace=False) for _ in range(n)]).reshape(n, 4),
        strength=rng.normal(0, 1, n),
        error=rng.uniform(0.1, 1, n),
        votes=rng.integers(0, 60, n),
        genres=rng.integers(1, 2**12, n).astype(np.uint64),
        language=rng.integers(0, 4, n),
        decade=rng.integers(0, 6, n),
    )


def shared(candidates: Candidates, pair: Planned) -> int:
    return len(set(candidates.titles[pair.a]) & set(candidates.titles[pair.b]))


def of(pairs: list[Planned], reason: str) -> list[Planned]:
    return [pair for pair in pairs if pair.reason == reason]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 70), st.integers(0, 120), st.integers(5, 30), st.integers(0, 2**32 - 1))
def test_no_rule_is_ever_broken(n: int, count: int, films: int, seed: int) -> None:
    candidates = sample(n, seed, films)

    pairs = plan(candidates, count, np.random.default_rng(seed))

    allowed = sum(shared(candidates, Planned(a, b, "close")) < 3 for a in range(n) for b in range(a))
    assert len(pairs) == min(count, allowed)
    assert len({frozenset((pair.a, pair.b)) for pair in pairs}) == len(pairs)
    assert all(shared(candidates, pair) < 3 for pair in pairs)
    assert all(pair.a != pair.b for pair in pairs)


@pytest.mark.parametrize("n", [150, 900])  # every pair is looked at; pairs are drawn
def test_shares_are_exact(n: int) -> None:
    pairs = plan(sample(n, 1), 200, np.random.default_rng(2))

    assert Counter(pair.reason for pair in pairs) == {"random": 50, "close": 100, "new": 30, "diverse": 20}


def test_shares_add_up() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert SHARES["random"] == 0.25


@given(st.integers(0, 500), st.integers(0, 2**32 - 1))
def test_quotas_round_each_share_up_or_down(count: int, seed: int) -> None:
    sizes = quotas(count, np.random.default_rng(seed))

    assert sum(sizes.values()) == count
    assert all(abs(sizes[reason] - count * share) < 1 for reason, share in SHARES.items())


def test_single_pairs_keep_the_shares_over_many_plans() -> None:
    rng = np.random.default_rng(3)

    reasons = Counter(reason for _ in range(4_000) for reason, size in quotas(1, rng).items() if size)

    assert {reason: reasons[reason] / 4_000 for reason in SHARES} == pytest.approx(SHARES, abs=0.03)


@pytest.mark.parametrize("n", [12, 300])
def test_random_pairs_are_uniform(n: int) -> None:
    candidates, rng = sample(n, 4), np.random.default_rng(5)

    met = np.zeros(n)
    for _ in range(300):
        for pair in of(plan(candidates, 40, rng), "random"):
            met[[pair.a, pair.b]] += 1

    # 300 plans with 10 random pairs: each set should be met 6,000 / n times, with Poisson noise at most.
    expected = 6_000 / n
    assert met.sum() == 6_000
    assert ((met - expected) ** 2 / expected).mean() < 1.5


def test_left_and_right_are_even() -> None:
    pairs = plan(sample(200, 6), 1_000, np.random.default_rng(7))

    assert np.mean([pair.a < pair.b for pair in pairs]) == pytest.approx(0.5, abs=0.06)


def test_reasons_are_mixed_through_the_plan() -> None:
    pairs = plan(sample(200, 8), 400, np.random.default_rng(9))

    assert len(of(pairs[:100], "random")) == pytest.approx(25, abs=15)


def test_equal_generators_give_equal_plans() -> None:
    first, again, other = (plan(sample(300, 10), 60, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_close_pairs_are_closer_than_random_ones() -> None:
    candidates = sample(300, 11)
    pairs = plan(candidates, 400, np.random.default_rng(12))

    gaps = {
        reason: np.mean([abs(candidates.strength[p.a] - candidates.strength[p.b]) for p in of(pairs, reason)])
        for reason in ("close", "random")
    }
    assert gaps["close"] < 0.75 * gaps["random"]


def test_close_pairs_ask_about_the_uncertain() -> None:
    candidates = sample(300, 13)
    pairs = plan(candidates, 400, np.random.default_rng(14))

    errors = {
        reason: np.mean([candidates.error[[p.a, p.b]].mean() for p in of(pairs, reason)])
        for reason in ("close", "random")
    }
    assert errors["close"] > 1.1 * errors["random"]


def test_one_wide_interval_does_not_fill_the_plan() -> None:
    candidates = replace(sample(100, 15), error=np.r_[2.0, np.full(99, 0.3)], votes=np.full(100, 50))

    pairs = of(plan(candidates, 100, np.random.default_rng(16)), "close")

    met = sum(0 in (pair.a, pair.b) for pair in pairs)
    assert 1 < met < 40


def test_new_sets_come_in_order_of_votes_and_meet_known_ones() -> None:
    votes = np.full(100, 50)
    votes[:6] = [0, 0, 0, 5, 5, 5]
    error = np.where(votes < PLACED, 1.0, 0.2)
    candidates = replace(sample(100, 17), votes=votes, error=error)

    pairs = of(plan(candidates, 20, np.random.default_rng(18)), "new")

    assert len(pairs) == 3
    newcomers = [min(pair.a, pair.b) for pair in pairs]
    partners = [max(pair.a, pair.b) for pair in pairs]
    assert all(newcomer < 3 for newcomer in newcomers)
    assert all(votes[partner] == 50 for partner in partners)


def test_without_new_sets_their_share_goes_to_close() -> None:
    candidates = replace(sample(150, 19), votes=np.full(150, PLACED))

    pairs = plan(candidates, 100, np.random.default_rng(20))

    assert Counter(pair.reason for pair in pairs) == {"random": 25, "close": 65, "diverse": 10}


def test_diverse_pairs_differ_in_everything_where_they_can() -> None:
    candidates = sample(150, 21)

    pairs = of(plan(candidates, 100, np.random.default_rng(22)), "diverse")

    assert len(pairs) == 10
    for a, b, _ in pairs:
        assert candidates.language[a] != candidates.language[b]
        assert candidates.decade[a] != candidates.decade[b]
        assert candidates.genres[a] & candidates.genres[b] == 0


def test_where_all_are_alike_no_pair_is_called_diverse() -> None:
    same = np.zeros(150, dtype=np.int64)
    candidates = replace(sample(150, 23), language=same, decade=same, genres=np.ones(150, dtype=np.uint64))

    pairs = plan(candidates, 100, np.random.default_rng(24))

    assert Counter(pair.reason for pair in pairs) == {"random": 25, "close": 60, "new": 15}


def test_far_apart_strengths_do_not_overflow() -> None:
    candidates = replace(sample(20, 25), strength=np.linspace(-5_000, 5_000, 20))

    assert len(plan(candidates, 30, np.random.default_rng(26))) == 30


def test_malformed_candidates_are_refused() -> None:
    good = sample(5, 27)
    with pytest.raises(ValueError, match="one entry"):
        replace(good, votes=good.votes[:4])
    with pytest.raises(ValueError, match="shape"):
        replace(good, titles=good.titles[:, :3])
    with pytest.raises(ValueError, match="finite"):
        replace(good, error=np.full(5, np.nan))
