import numpy as np
import pytest

from recommender.algorithms.ease import Ease
from recommender.algorithms.popularity import Popularity
from recommender.dataset.synthetic import empty, taste_groups
from recommender.evaluation.backtest import judge, ndcg_at_10, ranked_lists
from recommender.evaluation.splits import last_n


def test_personal_model_beats_popularity_where_tastes_differ() -> None:
    split = last_n(taste_groups(300, 80, per_user=15, seed=1), 3)

    popular, personal = (judge(model().fit(split.train), split) for model in (Popularity, Ease))

    assert personal.ndcg_at_10 > 1.3 * popular.ndcg_at_10
    assert personal.coverage > popular.coverage


def test_figures_agree_with_each_other() -> None:
    split = last_n(taste_groups(120, 60, seed=2), 2)
    model = Ease().fit(split.train)

    scores = judge(model, split)

    assert scores.users == split.users.size
    assert scores.ndcg_at_10 == pytest.approx(ndcg_at_10(model, split))
    assert set(scores.to_json()) >= {"hr@10", "ndcg@10", "recall@20", "ndcg@20", "coverage"}


def test_lists_hold_unseen_titles_only() -> None:
    split = last_n(taste_groups(300, 40, seed=2), 2)

    ranked = ranked_lists(Popularity().fit(split.train), split, 5)

    assert ranked.shape == (split.users.size, 5)
    for user, row in zip(split.users, ranked, strict=True):
        assert np.intersect1d(row, split.train.history(int(user)).items).size == 0


def test_split_without_users_cannot_be_judged() -> None:
    split = last_n(empty(3, 4))

    with pytest.raises(ValueError, match="nothing"):
        judge(Popularity().fit(split.train), split)
