import numpy as np
import pytest

from recommender.algorithms.config import ConfigError
from recommender.algorithms.ease import Ease, EaseConfig
from recommender.algorithms.ease_solver import (
    add_proximity,
    item_weights,
    item_weights_by_users,
    normalised_gram,
    pruned,
    users_are_cheaper,
)
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestEase(RecommenderContract):
    name = "ease"


class TestTimeAwareEase(RecommenderContract):
    name = "ease"
    settings = {"proximity": 0.7, "floor": 0.05}


class TestPrunedEase(RecommenderContract):
    name = "ease"
    settings = {"keep": 12, "row_power": 0.0}


def test_weights_solve_the_ridge_regression_without_self_similarity() -> None:
    """Steck 2019, equation 8: off the diagonal, (G + lambda I) B = G - diag(gamma)."""
    positives = taste_groups(40, 12, seed=1).positives()
    gram = normalised_gram(positives, 0.25)

    weights = item_weights(gram.copy(), 7.0, 0.0)

    residual = (gram + 7.0 * np.eye(12)) @ weights - gram
    np.testing.assert_allclose(residual - np.diag(np.diag(residual)), 0.0, atol=1e-4)
    assert not np.diag(weights).any()


def test_dropout_adds_to_the_ridge_in_proportion_to_counts() -> None:
    gram = normalised_gram(taste_groups(40, 12, seed=1).positives(), 0.0)

    weights = item_weights(gram.copy(), 7.0, 0.25)

    inverse = np.linalg.inv(gram + np.diag(7.0 + np.diag(gram) / 3.0))
    expected = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(weights, expected, atol=1e-5)


def test_weights_of_more_than_one_block_are_symmetric_before_scaling() -> None:
    gram = normalised_gram(taste_groups(300, 1_100, per_user=30, seed=2).positives(), 0.0)

    weights = item_weights(gram.copy(), 5.0, 0.0)

    inverse = np.linalg.inv(gram.astype(np.float64) + 5.0 * np.eye(1_100))
    expected = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(weights, expected, atol=1e-4)


def test_row_power_damps_heavy_users() -> None:
    data = Interactions.from_triples([0, 0, 0, 0, 1, 1], [0, 1, 2, 3, 0, 1], [5.0] * 6, [START] * 6)

    gram = normalised_gram(data.positives(), 0.5)

    assert gram[0, 1] == pytest.approx(1 / 4 + 1 / 2)


def test_proximity_counts_distant_pairs_less() -> None:
    data = Interactions.from_triples([0, 0, 0], [0, 1, 2], [5.0] * 3, [START, START + 1, START + 2])
    gram = normalised_gram(data.positives(), 0.0)

    add_proximity(gram, data, np.arange(3), half_life=1.0, row_power=0.0, share=0.5)

    expected = 0.5 + 0.5 * np.array([[1, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 1]])
    np.testing.assert_allclose(gram, expected, rtol=1e-6)


def test_pruning_keeps_the_largest_weights_of_every_column() -> None:
    weights = np.array([[0, 3, -1], [5, 0, 2], [-6, 1, 0]], dtype=np.float32)

    kept = pruned(weights, 1).toarray()

    np.testing.assert_array_equal(kept, [[0, 3, 0], [0, 0, 2], [-6, 0, 0]])


def test_only_the_most_rated_titles_are_judged() -> None:
    data = Interactions.from_triples([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 2], [5.0] * 6, [START] * 6)

    scores = Ease(EaseConfig(max_items=2)).fit(data).score(History.of([0], [5.0]))

    assert np.isfinite(scores).tolist() == [True, True, False]


def test_recent_titles_weigh_more() -> None:
    model = Ease(EaseConfig(half_life=1.0, ridge=5.0)).fit(taste_groups(60, 20, seed=4))
    older, newer = model.score(History.of([3], [5.0])), model.score(History.of([8], [5.0]))

    both = model.score(History.of([3, 8], [5.0, 5.0], [START, START + 1]))

    np.testing.assert_allclose(both, 0.5 * older + newer, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ridge": 0},
        {"dropout": 1.0},
        {"row_power": 2.0},
        {"max_items": 0},
        {"keep": -1},
        {"half_life": 0.0},
        {"floor": 1.5},
        {"proximity": -0.1},
        {"proximity_half_life": 0.0},
        {"ridge": "50"},
        {"max_items": 2.5},
        {"keep": True},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        EaseConfig.from_json(wrong)


@pytest.mark.parametrize(("row_power", "ridge", "dropout"), [(0.25, 50.0, 0.3), (0.0, 5.0, 0.0), (0.5, 0.5, 0.5)])
def test_solving_by_users_equals_solving_by_titles(row_power: float, ridge: float, dropout: float) -> None:
    positives = taste_groups(40, 130, seed=4).positives()

    by_users = item_weights_by_users(positives, row_power, ridge, dropout)

    by_items = item_weights(normalised_gram(positives, row_power), ridge, dropout)
    np.testing.assert_allclose(by_users, by_items, atol=1e-4)


def test_the_cheaper_form_is_the_one_over_the_fewer() -> None:
    assert users_are_cheaper(671, 3_496)
    assert not users_are_cheaper(6_040, 3_706)
    assert not users_are_cheaper(0, 0)


def test_fit_is_the_same_by_either_form(monkeypatch: pytest.MonkeyPatch) -> None:
    data = taste_groups(30, 90, seed=5)
    by_users = Ease().fit(data).score(data.history(0))
    monkeypatch.setattr("recommender.algorithms.ease.users_are_cheaper", lambda users, items: False)

    by_items = Ease().fit(data).score(data.history(0))

    np.testing.assert_allclose(by_users, by_items, atol=1e-4)
