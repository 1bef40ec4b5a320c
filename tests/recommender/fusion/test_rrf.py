import numpy as np
import pytest

from recommender.fusion.rrf import ranks, reciprocal_rank_fusion


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_ranks_start_at_zero_and_break_ties_by_index() -> None:
    assert ranks(scores(1, 3, 3, -np.inf)).tolist() == [2, 0, 1, 3]


def test_sums_reciprocal_ranks() -> None:
    fused = reciprocal_rank_fusion([scores(9, 5), scores(1, 2)], [1.0, 2.0], k=60)

    np.testing.assert_allclose(fused, [1 / 61 + 2 / 62, 1 / 62 + 2 / 61], rtol=1e-6)


def test_opinion_of_one_member_is_enough() -> None:
    fused = reciprocal_rank_fusion([scores(1, -np.inf, -np.inf), scores(-np.inf, 1, -np.inf)])

    assert np.isfinite(fused).tolist() == [True, True, False]


def test_k_must_be_positive() -> None:
    with pytest.raises(ValueError, match="k must"):
        reciprocal_rank_fusion([scores(1)], k=0)
