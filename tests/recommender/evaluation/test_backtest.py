import numpy as np
import pytest

from recommender.algorithms.ease import Ease
from recommender.algorithms.popularity import Popularity, PopularityConfig
from recommender.dataset import Interactions
from recommender.dataset.synthetic import START, empty, taste_groups
from recommender.evaluation.backtest import judge, ndcg_at_10, ranked_lists
from recommender.evaluation.splits import Split, last_n, strong


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


def counted() -> Interactions:
    """Item k has 5 - k viewers; nobody saw item 5."""
    pairs = [(user, item) for item in range(5) for user in range(5 - item)]
    users, items = [user for user, _ in pairs], [item for _, item in pairs]
    return Interactions.from_triples(users, items, [4.0] * 15, [START] * 15, item_ids=empty(0, 6).items)


def test_ranking_among_candidates_is_as_computed_by_hand() -> None:
    # By popularity the candidates come in the order 1, 2, 4; title 5 has no viewer, so nobody would show it.
    held_out = [np.array([4]), np.array([2]), np.array([5])]
    candidates = [np.array([4, 2, 1]), np.array([5, 2, 1]), np.array([1, 5])]
    split = Split("files", counted(), np.array([3, 4, 4]), held_out, candidates=candidates)
    model = Popularity(PopularityConfig(half_life_days=None)).fit(split.train)

    scores = judge(model, split)

    assert ranked_lists(model, split, 3).tolist() == [[1, 2, 4], [1, 2, -1], [1, -1, -1]]
    assert scores.hr_at_10 == pytest.approx(2 / 3)
    assert scores.ndcg_at_10 == pytest.approx((1 / np.log2(4) + 1 / np.log2(3)) / 3)


def test_users_are_told_apart_by_what_they_are_known_by() -> None:
    lengths = {0: 3, 1: 4, 2: 49, 3: 50}
    users = np.repeat(list(lengths), list(lengths.values()))
    items = np.concatenate([np.arange(length) for length in lengths.values()])
    data = Interactions.from_triples(
        users, items, [4.0] * users.size, [START] * users.size, item_ids=empty(0, 60).items
    )
    held_out = [np.array([3]), np.array([59]), np.array([49]), np.array([59])]

    scores = judge(Popularity().fit(data), Split("files", data, np.arange(4), held_out))

    assert scores.by_kind == {"cold": (1.0, 1), "warm": (0.5, 2), "heavy": (0.0, 1)}
    assert scores.to_json()["users_warm"] == 2


def test_kinds_without_users_are_not_reported() -> None:
    split = last_n(taste_groups(30, 20, seed=2), 2)

    assert list(judge(Popularity().fit(split.train), split).by_kind) == ["cold", "warm"]


def test_unseen_users_are_judged_by_what_is_folded_in() -> None:
    split = strong(taste_groups(300, 60, per_user=20, seed=1), seed=1)

    popular, personal = (judge(model().fit(split.train), split) for model in (Popularity, Ease))

    assert personal.ndcg_at_10 > 1.2 * popular.ndcg_at_10
    lists = ranked_lists(Ease().fit(split.train), split, 5)
    seen = [split.inputs.history(int(user)).items for user in split.users]
    assert not any(np.isin(row, own).any() for row, own in zip(lists, seen, strict=True))
