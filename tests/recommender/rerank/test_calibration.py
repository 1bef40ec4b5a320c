import numpy as np
import pytest

from recommender.rerank.calibration import calibrate, divergence, proportions

DRAMA, ACTION = [1.0, 0.0], [0.0, 1.0]
CATEGORIES = np.array([DRAMA, DRAMA, DRAMA, ACTION, ACTION], dtype=np.float32)
SCORES = np.array([1.0, 0.9, 0.8, 0.7, 0.6], dtype=np.float32)


def test_title_in_two_categories_counts_half_in_each() -> None:
    shares = proportions(np.array([[1, 1], [1, 0]], dtype=np.float32), np.array([1, 1], dtype=np.float32))

    np.testing.assert_allclose(shares, [0.75, 0.25])


def test_titles_without_category_have_no_proportions() -> None:
    assert proportions(np.zeros((2, 3), dtype=np.float32), np.ones(2, dtype=np.float32)).tolist() == [0, 0, 0]


def test_equal_proportions_do_not_diverge() -> None:
    target = np.array([0.3, 0.7])

    assert divergence(target, target) == pytest.approx(0)
    assert divergence(target, np.array([0.7, 0.3])) > 0.1


def test_missing_category_diverges_finitely() -> None:
    assert np.isfinite(divergence(np.array([0.5, 0.5]), np.array([1.0, 0.0])))


def test_without_strength_the_order_of_the_scores_stays() -> None:
    assert calibrate(SCORES, CATEGORIES, np.array([0.5, 0.5]), 3, 0.0).tolist() == [0, 1, 2]


def test_strength_brings_the_members_own_mix() -> None:
    chosen = calibrate(SCORES, CATEGORIES, np.array([0.5, 0.5]), 4, 0.9)

    np.testing.assert_allclose(proportions(CATEGORIES[chosen], np.ones(4, dtype=np.float32)), [0.5, 0.5])


def test_no_candidates_give_an_empty_list() -> None:
    empty = np.zeros(0, dtype=np.float32)

    assert calibrate(empty, np.zeros((0, 2), dtype=np.float32), np.array([0.5, 0.5]), 3, 0.5).size == 0


def test_strength_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="strength"):
        calibrate(SCORES, CATEGORIES, np.array([0.5, 0.5]), 3, 2.0)
