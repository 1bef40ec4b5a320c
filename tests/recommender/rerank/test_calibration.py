import numpy as np
import pytest

from recommender.rerank.calibration import divergences, proportions, shares
from recommender.rerank.mmr import Proportions, mmr

DRAMA, ACTION = [1.0, 0.0], [0.0, 1.0]
CATEGORIES = np.array([DRAMA, DRAMA, DRAMA, ACTION, ACTION], dtype=np.float32)
SCORES = np.array([1.0, 0.9, 0.8, 0.7, 0.6], dtype=np.float32)
UNLIKE = np.eye(5, dtype=np.float32)
EVEN = np.array([0.5, 0.5])


def test_title_in_two_categories_counts_half_in_each() -> None:
    mixed = proportions(np.array([[1, 1], [1, 0]], dtype=np.float32), np.array([1, 1], dtype=np.float32))

    np.testing.assert_allclose(mixed, [0.75, 0.25])


def test_titles_without_category_have_no_proportions() -> None:
    assert proportions(np.zeros((2, 3), dtype=np.float32), np.ones(2, dtype=np.float32)).tolist() == [0, 0, 0]


def test_equal_proportions_do_not_diverge() -> None:
    target = np.array([0.3, 0.7])

    found = divergences(target, np.array([[0.3, 0.7], [3.0, 7.0], [0.7, 0.3]]))

    np.testing.assert_allclose(found, [0.0, 0.0, 0.3 * np.log(0.3 / 0.696) + 0.7 * np.log(0.7 / 0.304)], atol=1e-12)


def test_missing_category_diverges_finitely() -> None:
    assert divergences(EVEN, np.array([[1.0, 0.0]])) == pytest.approx(0.5 * np.log(0.5 / 0.995) + 0.5 * np.log(100))


def test_without_strength_the_order_of_the_scores_stays() -> None:
    order = mmr(SCORES, UNLIKE, 3, 0.0, Proportions(EVEN, shares(CATEGORIES), 0.0))

    assert order.tolist() == [0, 1, 2]


def test_strength_brings_the_members_own_mix() -> None:
    chosen = mmr(SCORES, UNLIKE, 4, 0.0, Proportions(EVEN, shares(CATEGORIES), 5.0))

    np.testing.assert_allclose(proportions(CATEGORIES[chosen], np.ones(4, dtype=np.float32)), EVEN)
