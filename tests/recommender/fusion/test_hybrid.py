import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.dataset import About, History, Interactions
from recommender.dataset.synthetic import taste_groups
from recommender.evaluation.hybrid_selection import select_hybrid, shortened
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.hybrid import Hybrid, HybridConfig, Weights, segment_of
from recommender.fusion.weighted import spread
from tests.recommender.algorithms.contract import RecommenderContract
from tests.recommender.algorithms.kinds import two_kinds

SMALL = {"als": {"factors": 8}}
HELPED = {"content": 0.3, "deep_content": 0.2, "mood": 0.1, "svd": 0.2}


class TestHybridAlone(RecommenderContract):
    name = "hybrid"
    settings = {"default": SMALL}
    falls_back = True


class TestHybridWithHelpers(RecommenderContract):
    name = "hybrid"
    settings = {
        "default": SMALL,
        "deep_content": {"encoder": False, "factors": 4},
        "svd": {"factors": 4},
        "cold": HELPED,
        "warm": HELPED,
        "heavy": HELPED,
    }
    falls_back = True

    def known(self, data: Interactions) -> Interactions:
        return two_kinds(data)


def _data() -> Interactions:
    return two_kinds(taste_groups(80, 40, seed=3))


def test_without_weights_it_ranks_like_its_base() -> None:
    data = _data()
    base = DefaultRecommender(DefaultConfig.from_json(SMALL)).fit(data)

    hybrid = Hybrid(HybridConfig(default=DefaultConfig.from_json(SMALL))).fit(data)

    assert hybrid.recommend(data.history(0), 10)[0].tolist() == base.recommend(data.history(0), 10)[0].tolist()
    assert {name.split(".")[0] for name in hybrid.state()} == {"default"}


@pytest.mark.parametrize(("titles", "segment"), [(0, "newcomer"), (1, "cold"), (3, "cold"), (4, "warm"), (50, "heavy")])
def test_the_past_says_which_weights_count(titles: int, segment: str) -> None:
    assert segment_of(History.of(range(titles), [5.0] * titles)) == segment


def test_disliked_titles_make_no_past() -> None:
    assert segment_of(History.of([1, 2], [1.0, 2.0])) == "newcomer"


def test_newcomers_are_served_by_the_languages_they_name() -> None:
    model = Hybrid(HybridConfig(default=DefaultConfig.from_json(SMALL), newcomer=Weights(language=5.0))).fit(_data())

    first = model.recommend(History.empty().with_about(About.of(languages=["hi"])), 10)[0]

    assert (first % 2).tolist() == [1] * 10


def test_what_languages_add_is_no_titles_share() -> None:
    data = _data()
    config = HybridConfig(default=DefaultConfig.from_json(SMALL), warm=Weights(content=0.3, language=1.0))
    model = Hybrid(config).fit(data)
    without = Hybrid(config.replace(warm=Weights(content=0.3))).fit(data)
    history, items = data.history(0), np.arange(5)

    np.testing.assert_array_equal(model.shares_of(history, items), without.shares_of(history, items))


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ConfigError, match="content must not be negative"):
        Weights(content=-0.1)


def test_members_of_different_catalogs_are_refused() -> None:
    config = HybridConfig(default=DefaultConfig.from_json(SMALL), warm=Weights(content=1.0))
    state = Hybrid(config).fit(_data()).state()
    other = Hybrid(config).fit(two_kinds(taste_groups(80, 30))).state()
    state |= {name: array for name, array in other.items() if name.startswith("content.")}

    with pytest.raises(StateError, match="disagree"):
        Hybrid.from_state(config, state)


def test_a_past_is_cut_to_the_newest_titles_of_a_segment() -> None:
    history = History.of(range(60), [5.0] * 60, range(60))

    cut = shortened(history, "cold", np.random.default_rng(0))

    assert cut.items.tolist() == sorted(range(60 - len(cut), 60))
    assert segment_of(cut) == "cold"
    assert shortened(history, "heavy", np.random.default_rng(0)) is history


def test_weights_are_learnt_where_they_help() -> None:
    data = taste_groups(150, 60, n_groups=2, per_user=10, seed=5)
    groups = two_kinds(data)

    selection = select_hybrid(groups, DefaultConfig.from_json(SMALL))

    steps = {step.setting: step for step in selection.steps}
    assert {"cold weights", "cold unrated"} <= set(steps)
    assert all(step.quality >= step.tried["base alone"] for name, step in steps.items() if name.endswith("weights"))


def test_too_few_members_leave_the_base_alone() -> None:
    selection = select_hybrid(two_kinds(taste_groups(10, 20)), DefaultConfig.from_json(SMALL))

    assert (selection.config.members(), selection.steps) == ((), [])


def test_titles_sent_away_are_weighed_on_the_members_scale() -> None:
    data = _data()
    config = HybridConfig(default=DefaultConfig.from_json(SMALL), warm=Weights(content=0.3), cold=Weights(content=3.0))
    model = Hybrid(config).fit(data)
    history, items = data.history(0), np.arange(10)
    away = History.of([1, 2], [5.0, 5.0])

    shares = model.shares_on_scale(away, items, history)

    base, helper = model._base, model._helpers["content"]
    by_hand = base.shares_on_scale(away, items, history) / spread(base.score(history))
    by_hand = by_hand + 0.3 * helper.shares_of(away, items) / spread(helper.score(history))
    np.testing.assert_allclose(shares, by_hand, rtol=1e-5)
