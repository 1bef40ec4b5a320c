"""The fit: closed forms, the truth of generated votes, and faults in the input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, brentq
from scipy.special import expit

from matchups.bradley_terry import InvalidOutcomesError, NotConvergedError, Outcomes, fit, interval, solver, to_elo
from matchups.bradley_terry.likelihood import Likelihood
from matchups.bradley_terry.outcomes import FloatArray, IntArray
from matchups.bradley_terry.solver import Curvature

TWO = np.array([[0, 1, 2, 3], [4, 5, 6, 7]])


def votes(sets: IntArray, *cast: tuple[int, int, float], weight: float = 1.0) -> Outcomes:
    a, b, share = (np.array(column) for column in zip(*cast, strict=True)) if cast else (np.zeros(0),) * 3
    return Outcomes(sets, a.astype(np.int64), b.astype(np.int64), share.astype(float), np.full(len(cast), weight))


def random_sets(n_sets: int, n_films: int, rng: np.random.Generator) -> IntArray:
    return np.array([rng.choice(n_films, 4, replace=False) for _ in range(n_sets)])


def simulated(n_votes: int, n_sets: int, n_films: int, seed: int, prior_sd: float = 2.0) -> tuple[Outcomes, FloatArray]:
    """Votes by strengths drawn from the prior, and those strengths."""
    rng = np.random.default_rng(seed)
    films = rng.normal(0, prior_sd, n_films)
    sets = random_sets(n_sets, n_films, rng)
    sets[: n_films // 4] = rng.permutation(n_films)[: n_films // 4 * 4].reshape(-1, 4)  # every film is in a set
    a = rng.integers(0, n_sets, n_votes)
    b = (a + rng.integers(1, n_sets, n_votes)) % n_sets
    strength = films[sets].mean(axis=1)
    share = (rng.random(n_votes) < expit(strength[a] - strength[b])).astype(float)
    return Outcomes(sets, a, b, share, np.ones(n_votes)), films


def test_two_sets_have_the_closed_form() -> None:
    outcomes = votes(TWO, (0, 1, 1.0), (0, 1, 1.0), (1, 0, 1.0))

    fitted = fit(outcomes, prior_sd=2.0)

    # By symmetry every film of a set has strength x or -x, the gap is 2x, and 2 wins of 3 pull against ridge * 8 x.
    x = brentq(lambda x: 2 * (3 * expit(2 * x) - 2) + 0.25 * 8 * x, 0, 2)
    assert fitted.films == pytest.approx([x] * 4 + [-x] * 4, abs=1e-6)
    assert fitted.sets == pytest.approx([x, -x], abs=1e-6)
    # The variance of a set, by inverting [[1 + i, -i], [-i, 1 + i]], the precision of two sets with prior sd 1.
    i = 3 * expit(2 * x) * (1 - expit(2 * x))
    assert fitted.set_errors == pytest.approx([np.sqrt((1 + i) / (1 + 2 * i))] * 2, abs=1e-6)


def test_films_in_both_sets_cancel() -> None:
    sets = np.array([[0, 1, 2, 3], [0, 1, 2, 4]])

    fitted = fit(votes(sets, *[(0, 1, 1.0)] * 5))

    assert fitted.films[:3] == pytest.approx([0, 0, 0], abs=1e-9)
    assert fitted.film_errors[:3] == pytest.approx([2, 2, 2])
    assert fitted.films[3] == pytest.approx(-fitted.films[4])
    assert fitted.films[3] > 0.3


def test_ties_alone_leave_everybody_equal_but_better_known() -> None:
    fitted = fit(votes(TWO, *[(0, 1, 0.5)] * 20))

    assert fitted.sets == pytest.approx([0, 0], abs=1e-9)
    assert (fitted.set_errors < fit(votes(TWO)).set_errors).all()


def test_without_votes_the_prior_is_left() -> None:
    fitted = fit(votes(TWO), prior_sd=3.0)

    assert fitted.films.tolist() == [0.0] * 8
    assert fitted.film_errors == pytest.approx([3.0] * 8)
    assert fitted.set_errors == pytest.approx([1.5, 1.5])


def test_without_sets_there_is_nothing() -> None:
    fitted = fit(votes(np.zeros((0, 4), dtype=np.int64)))

    assert fitted.films.size == fitted.sets.size == fitted.set_errors.size == 0


def test_an_unbeaten_set_stays_finite() -> None:
    fitted = fit(votes(TWO, *[(0, 1, 1.0)] * 10_000))

    assert 0 < fitted.sets[0] - fitted.sets[1] < 20


def test_a_set_never_voted_on_is_rated_by_its_films() -> None:
    sets = np.array([[0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 2, 8]])

    fitted = fit(votes(sets, *[(0, 1, 1.0)] * 30))

    assert fitted.sets[1] < 0 < fitted.sets[2] < fitted.sets[0]
    assert fitted.set_errors[2] < 1.0


def test_order_and_side_of_votes_change_nothing() -> None:
    outcomes, _ = simulated(500, 40, 30, seed=3)
    rng = np.random.default_rng(0)
    order, turned = rng.permutation(500), rng.random(500) < 0.5
    again = Outcomes(
        outcomes.sets,
        np.where(turned, outcomes.b, outcomes.a)[order],
        np.where(turned, outcomes.a, outcomes.b)[order],
        np.where(turned, 1 - outcomes.share, outcomes.share)[order],
        outcomes.weight[order],
    )

    assert fit(again).films == pytest.approx(fit(outcomes).films, abs=1e-6)


def test_weight_counts_like_repetition_and_zero_like_absence() -> None:
    outcomes, _ = simulated(200, 30, 30, seed=4)
    weight = np.random.default_rng(0).integers(0, 4, 200)

    weighted = fit(replace(outcomes, weight=weight.astype(float)))

    times = np.repeat(np.arange(200), weight)
    repeated = fit(
        Outcomes(outcomes.sets, outcomes.a[times], outcomes.b[times], outcomes.share[times], np.ones(times.size))
    )
    assert weighted.films == pytest.approx(repeated.films, abs=1e-6)
    assert weighted.set_errors == pytest.approx(repeated.set_errors, abs=1e-6)


def test_gradient_and_curvature_agree_with_finite_differences() -> None:
    outcomes, _ = simulated(60, 12, 12, seed=5)
    likelihood = Likelihood(outcomes, ridge=0.3)
    x = np.random.default_rng(1).normal(0, 1, likelihood.n_films)

    curvature = Curvature.at(likelihood, x)

    assert likelihood.gradient(x) == pytest.approx(approx_fprime(x, likelihood.value), abs=1e-4)
    numeric = np.array([approx_fprime(x, lambda y, k=k: likelihood.gradient(y)[k]) for k in range(x.size)])
    assert curvature.dense() == pytest.approx(numeric, abs=1e-4)
    assert curvature.diagonal == pytest.approx(np.diag(curvature.dense()))
    assert curvature.times(x) == pytest.approx(curvature.dense() @ x)


def test_many_votes_recover_the_order() -> None:
    outcomes, _ = simulated(1, 8, 32, seed=0)
    strength = np.linspace(-2, 2, 8)
    a, b = (side.ravel() for side in np.triu_indices(8, 1))
    certain = Outcomes(outcomes.sets, a, b, expit(strength[a] - strength[b]), np.full(a.size, 500.0))

    fitted = fit(certain)

    assert np.argsort(fitted.sets).tolist() == list(range(8))
    assert fitted.sets == pytest.approx(strength, abs=0.05)


def test_intervals_hold_the_truth_95_times_of_100() -> None:
    inside_films, inside_sets = [], []
    for seed in range(40):
        outcomes, films = simulated(600, 80, 60, seed)
        fitted = fit(outcomes)
        inside_films.append(np.abs(fitted.films - films) <= 1.96 * fitted.film_errors)
        truth = films[outcomes.sets].mean(axis=1)
        inside_sets.append(np.abs(fitted.sets - truth) <= 1.96 * fitted.set_errors)

    assert np.mean(inside_films) == pytest.approx(0.95, abs=0.015)
    assert np.mean(inside_sets) == pytest.approx(0.95, abs=0.015)


def test_sampled_errors_are_the_exact_ones_up_to_noise() -> None:
    outcomes, _ = simulated(3_000, 300, 120, seed=6)
    exact = fit(outcomes)

    sampled = fit(outcomes, exact_films=0, samples=2_000, seed=1)

    assert sampled.films.tolist() == exact.films.tolist()
    # The noise of a standard error from 2,000 samples is 1 / sqrt(4,000) = 1.6 %; films have less.
    assert np.sqrt(np.mean((sampled.set_errors / exact.set_errors - 1) ** 2)) < 0.025
    assert np.sqrt(np.mean((sampled.film_errors / exact.film_errors - 1) ** 2)) < 0.0125


def test_equal_seeds_give_equal_errors_and_others_do_not() -> None:
    outcomes, _ = simulated(500, 60, 40, seed=7)

    first, again, other = (fit(outcomes, exact_films=0, samples=40, seed=seed) for seed in (1, 1, 2))

    assert first.set_errors.tolist() == again.set_errors.tolist()
    assert first.set_errors.tolist() != other.set_errors.tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.2, 5.0), st.integers(0, 60))
def test_any_votes_converge_and_teach(seed: int, prior_sd: float, n_votes: int) -> None:
    outcomes, _ = simulated(n_votes, 10, 14, seed)

    fitted = fit(outcomes, prior_sd=prior_sd)

    assert fitted.gradient <= solver.TOLERANCE
    assert fitted.films.sum() == pytest.approx(0, abs=1e-4)  # only differences are voted on; the prior holds the middle
    assert (fitted.film_errors <= prior_sd * (1 + 1e-9)).all()


def test_progress_tells_steps_and_samples() -> None:
    told: list[str] = []

    fitted = fit(simulated(100, 20, 20, seed=0)[0], exact_films=0, samples=40, progress=told.append)

    assert len(told) == fitted.steps + 1 + 2
    assert told[-1] == "40 of 40 samples"


def test_elo_points_and_intervals() -> None:
    low, high = interval(np.array([0.0, np.log(10)]), np.array([0.0, 1.0]))

    assert to_elo(np.array([0.0, np.log(10), -np.log(10)])) == pytest.approx([1500, 1900, 1100])
    assert low == pytest.approx([1500, 1900 - 1.96 * 400 / np.log(10)])
    assert high == pytest.approx([1500, 1900 + 1.96 * 400 / np.log(10)])


GOOD = {"sets": TWO, "a": np.array([0]), "b": np.array([1]), "share": np.array([1.0]), "weight": np.array([1.0])}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"share": np.array([np.nan])}, "share"),
        ({"share": np.array([1.5])}, "share"),
        ({"share": np.array([-0.5])}, "share"),
        ({"weight": np.array([-1.0])}, "weight"),
        ({"weight": np.array([np.nan])}, "weight"),
        ({"weight": np.array([np.inf])}, "weight"),
        ({"a": np.array([2])}, "out of range"),
        ({"b": np.array([-1])}, "out of range"),
        ({"a": np.array([1])}, "against itself"),
        ({"a": np.array([0.0])}, "whole numbers"),
        ({"a": np.array([0, 0])}, "one entry for each vote"),
        ({"sets": TWO[:, :3]}, "shape"),
        ({"sets": TWO - 1}, "film is out of range"),
        ({"sets": TWO.astype(float)}, "whole numbers"),
        ({"sets": np.array([[0, 0, 1, 2], [3, 4, 5, 6]])}, "must differ"),
    ],
)
def test_faulty_input_is_named(fault: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(InvalidOutcomesError, match=message):
        Outcomes(**{**GOOD, **fault})


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(InvalidOutcomesError, match="prior"):
        fit(Outcomes(**GOOD), prior_sd=0.0)
    with pytest.raises(InvalidOutcomesError, match="two samples"):
        fit(Outcomes(**GOOD), samples=1)


def test_too_few_steps_are_an_error_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "MAX_STEPS", 1)

    with pytest.raises(NotConvergedError):
        fit(Outcomes(**GOOD))
