import numpy as np
import pytest

from recommender.fusion.weighted import learn_weights, spread, weighted_sum, zscores

UNKNOWN = -np.inf


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_zscores_have_mean_zero_and_deviation_one() -> None:
    standardised = zscores(scores(1, 2, 3, UNKNOWN))

    assert standardised[:3].mean() == pytest.approx(0, abs=1e-6)
    assert standardised[:3].std() == pytest.approx(1, rel=1e-6)
    assert standardised[3] == UNKNOWN


@pytest.mark.parametrize("flat", [scores(4, 4), scores(UNKNOWN), scores()])
def test_flat_scores_have_spread_one(flat: np.ndarray) -> None:
    assert spread(flat) == 1.0


def test_scale_of_a_member_does_not_matter() -> None:
    first, second = scores(1, 2, 4, 0), scores(3, 1, 0, 2)

    fused = weighted_sum([first, second], [1.0, 0.5])

    np.testing.assert_allclose(fused, weighted_sum([first * 100 + 7, second], [1.0, 0.5]), rtol=1e-4, atol=1e-6)


def test_member_without_opinion_adds_its_average() -> None:
    fused = weighted_sum([scores(0, 2, UNKNOWN), scores(UNKNOWN, UNKNOWN, UNKNOWN)], [1.0, 1.0])

    assert fused.tolist() == [-1.0, 1.0, UNKNOWN]


def test_member_of_weight_zero_opens_no_titles() -> None:
    assert weighted_sum([scores(0, 2, UNKNOWN), scores(1, 2, 3)], [1.0, 0.0])[2] == UNKNOWN


def test_learnt_weights_find_the_maximum() -> None:
    weights, quality = learn_weights(3, lambda w: 1 - (w[1] - 0.5) ** 2 - (w[2] - 0.1) ** 2)

    assert weights == (1.0, 0.5, 0.1)
    assert quality == pytest.approx(1.0)


def test_useless_member_gets_no_weight() -> None:
    assert learn_weights(2, lambda weights: 0.4)[0] == (1.0, 0.0)
