import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.special import expit

from recommender.algorithms import pairwise
from recommender.dataset import Votes
from recommender.dataset.types import DoubleArray

WEIGHT, SHARPNESS = 1.7, 3.0


def world(seed: int = 0, m: int = 9, f: int = 5) -> tuple[DoubleArray, DoubleArray, DoubleArray]:
    """A cost, differences and shares."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(f, f))
    return root @ root.T + np.eye(f), rng.normal(size=(m, f)), rng.choice([0.0, 0.5, 1.0], m)


def objective(moved: DoubleArray, cost: DoubleArray, apart: DoubleArray, share: DoubleArray) -> float:
    """What ``move`` minimises, written down plainly."""
    chance = expit(SHARPNESS * apart @ moved)
    log_loss = -np.sum(share * np.log(chance) + (1 - share) * np.log(1 - chance))
    return float(moved @ cost @ moved / 2 + WEIGHT * log_loss)


def test_gradient_and_curvature_are_those_of_finite_differences() -> None:
    _, design, share = world()
    at, h = np.random.default_rng(1).normal(size=5), 1e-5

    value, gradient, curvature = pairwise.loss(at, design, share, WEIGHT)

    steps = np.eye(5) * h
    slopes = [
        (pairwise.loss(at + s, design, share, WEIGHT)[0] - pairwise.loss(at - s, design, share, WEIGHT)[0]) / (2 * h)
        for s in steps
    ]
    bends = [
        (pairwise.loss(at + s, design, share, WEIGHT)[1] - pairwise.loss(at - s, design, share, WEIGHT)[1]) / (2 * h)
        for s in steps
    ]
    np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(np.eye(5) + WEIGHT * (design.T * curvature) @ design, bends, rtol=1e-6, atol=1e-8)
    assert value == pytest.approx(objective(at, np.eye(5), design / SHARPNESS, share))


@pytest.mark.parametrize("seed", range(5))
def test_the_move_is_the_minimum(seed: int) -> None:
    cost, apart, share = world(seed)

    moved = pairwise.move(cost, apart, share, weight=WEIGHT, sharpness=SHARPNESS)

    best = minimize(objective, np.zeros(5), args=(cost, apart, share), method="BFGS", options={"gtol": 1e-8})
    np.testing.assert_allclose(moved, best.x, atol=2e-4)


def test_one_vote_has_a_known_answer() -> None:
    cost, apart = np.diag([2.0, 4.0]), np.array([[1.0, 1.0]])

    moved = pairwise.move(cost, apart, np.array([1.0]), weight=WEIGHT, sharpness=SHARPNESS, steps=20)

    # The move is inv(cost) apart' * t, with t = weight * sharpness * (1 - chance of what happened).
    reach = 0.75
    t = brentq(lambda t: t - WEIGHT * SHARPNESS * (1 - expit(SHARPNESS * reach * t)), 0, 100)
    np.testing.assert_allclose(moved, [t / 2, t / 4], rtol=1e-6)


def test_a_vote_the_other_way_round_says_the_same() -> None:
    cost, apart, share = world(3)

    turned = pairwise.move(cost, -apart, 1 - share, weight=WEIGHT, sharpness=SHARPNESS)

    np.testing.assert_array_equal(turned, pairwise.move(cost, apart, share, weight=WEIGHT, sharpness=SHARPNESS))


def test_far_votes_of_great_weight_still_converge() -> None:
    cost, apart, share = world(4, m=200)

    moved = pairwise.move(cost, 50 * apart, share, weight=100.0, sharpness=SHARPNESS, steps=50)
    further = pairwise.move(cost, 50 * apart, share, weight=100.0, sharpness=SHARPNESS, steps=100)

    assert np.isfinite(moved).all()
    np.testing.assert_allclose(moved, further, rtol=1e-4, atol=1e-6)


def test_a_cost_that_is_none_is_refused() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        pairwise.move(-np.eye(2), np.ones((1, 2)), np.ones(1), weight=1.0, sharpness=1.0)


def test_only_covered_titles_make_a_team() -> None:
    factors = np.array([[1.0, 0.0], [3.0, 0.0], [0.0, 5.0]], dtype=np.float32)
    covered = np.array([True, True, False])
    votes = Votes.of([[0, 1], [0, 2], [2]], [[0], [1], [0]], [1.0, 0.5, 0.0])

    apart, share = pairwise.differences(factors, covered, votes)

    assert apart.tolist() == [[1.0, 0.0], [-2.0, 0.0]]
    assert share.tolist() == [1.0, 0.5]


def test_no_votes_and_no_titles_make_no_difference() -> None:
    none = np.zeros((0, 2), dtype=np.float32)

    apart, share = pairwise.differences(none, np.zeros(0, dtype=np.bool_), Votes.none())

    assert (apart.shape, share.shape) == ((0, 2), (0,))


def test_stiffness_is_the_inverse_gram_at_scale() -> None:
    gram = np.diag([4.0, 1.0]).astype(np.float32)

    # The mean of the eigenvalues, each weighted by itself, is (16 + 1) / 5.
    np.testing.assert_allclose(pairwise.stiffness(gram), np.diag([3.4 / 4, 3.4]), rtol=1e-6)
    np.testing.assert_allclose(pairwise.stiffness(7 * gram), pairwise.stiffness(gram), rtol=1e-6)


def test_empty_directions_are_stiff_and_nothing_is_round() -> None:
    lone = pairwise.stiffness(np.diag([4.0, 0.0]).astype(np.float32))

    np.testing.assert_allclose(lone, np.diag([1.0, 1 / pairwise.FLOOR]), rtol=1e-6)
    np.testing.assert_array_equal(pairwise.stiffness(np.zeros((2, 2), dtype=np.float32)), np.eye(2))
