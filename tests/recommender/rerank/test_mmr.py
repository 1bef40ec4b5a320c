import numpy as np
import pytest

from recommender.rerank.mmr import cosine_similarity, mmr

SCORES = np.array([1.0, 0.9, 0.5], dtype=np.float32)
TWINS = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=np.float32)


def test_without_adventure_the_order_of_the_scores_stays() -> None:
    assert mmr(SCORES, TWINS, 3, 0.0).tolist() == [0, 1, 2]


def test_adventure_puts_the_different_title_before_the_twin() -> None:
    assert mmr(SCORES, TWINS, 3, 1.0).tolist() == [0, 2, 1]


def test_boldest_list_still_begins_with_the_best() -> None:
    assert mmr(SCORES, np.eye(3, dtype=np.float32), 1, 1.0).tolist() == [0]


def test_more_adventure_never_makes_the_list_more_alike() -> None:
    rng = np.random.default_rng(0)
    similarity = cosine_similarity(rng.random((40, 5)).astype(np.float32))
    scores = rng.random(40).astype(np.float32)

    alike = []
    for adventure in (0.0, 0.5, 1.0):
        chosen = mmr(scores, similarity, 10, adventure)
        alike.append(float(similarity[np.ix_(chosen, chosen)].mean()))

    assert alike == sorted(alike, reverse=True)


def test_asking_for_more_than_there_is_gives_everything_once() -> None:
    assert sorted(mmr(SCORES, TWINS, 10, 0.5).tolist()) == [0, 1, 2]


def test_no_candidates_give_an_empty_list() -> None:
    assert mmr(np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32), 3, 0.5).size == 0


@pytest.mark.parametrize(("similarity", "adventure"), [(TWINS, 1.1), (TWINS, -0.1), (TWINS[:2], 0.5)])
def test_wrong_arguments_are_refused(similarity: np.ndarray, adventure: float) -> None:
    with pytest.raises(ValueError):
        mmr(SCORES, similarity, 2, adventure)


def test_rows_of_zeros_resemble_nothing() -> None:
    similarity = cosine_similarity(np.array([[3, 4], [0, 0], [6, 8]], dtype=np.float32))

    np.testing.assert_allclose(similarity, [[1, 0, 1], [0, 0, 0], [1, 0, 1]], atol=1e-6)
