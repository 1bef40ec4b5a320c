import numpy as np
import pytest

from recommender.dataset import Interactions
from recommender.evaluation.metrics import coverage, hit_rate, hits, intra_list_diversity, ndcg, novelty, recall

RANKED = np.array([[3, 1, 2], [5, 4, -1]])
HELD_OUT = [np.array([1, 2]), np.array([9])]
HIT = hits(RANKED, HELD_OUT)


def test_hits_mark_the_places() -> None:
    assert HIT.tolist() == [[False, True, True], [False, False, False]]


def test_hit_rate_asks_for_one_hit() -> None:
    assert hit_rate(HIT, 2).tolist() == [1.0, 0.0]
    assert hit_rate(HIT, 1).tolist() == [0.0, 0.0]


def test_recall_is_the_share_found() -> None:
    assert recall(HIT, HELD_OUT, 2).tolist() == [0.5, 0.0]


def test_ndcg_discounts_late_hits() -> None:
    gained = 1 / np.log2(3) + 1 / np.log2(4)
    ideal = 1 / np.log2(2) + 1 / np.log2(3)

    np.testing.assert_allclose(ndcg(HIT, HELD_OUT, 3), [gained / ideal, 0.0])


def test_ideal_list_is_no_longer_than_k() -> None:
    hit = np.array([[True]])

    assert ndcg(hit, [np.array([1, 2, 3])], 1).tolist() == [1.0]


def test_perfect_ranking_has_ndcg_one() -> None:
    assert ndcg(np.array([[True, True, False]]), [np.array([1, 2])], 3).tolist() == [1.0]


def test_coverage_counts_shown_titles_without_padding() -> None:
    assert coverage(RANKED, 10, 3) == pytest.approx(0.5)
    assert coverage(RANKED, 10, 1) == pytest.approx(0.2)


def test_novelty_is_the_surprise_in_bits() -> None:
    counts = np.array([0, 8, 0, 2, 0, 4])

    assert novelty(np.array([[1, 3], [5, -1]]), counts, 8, 2) == pytest.approx((0 + 2 + 1) / 3)


def test_titles_with_the_same_viewers_are_not_diverse() -> None:
    positives = Interactions.from_triples([0, 0, 1], [0, 1, 2], [5.0] * 3, [0] * 3).positives()

    assert intra_list_diversity(np.array([[0, 1]]), positives, 2) == pytest.approx(0.0)
    assert intra_list_diversity(np.array([[0, 2]]), positives, 2) == pytest.approx(1.0)
    assert intra_list_diversity(np.array([[0, -1]]), positives, 2) == 0.0
