"""What every model must keep, whatever it learns. A model's test class inherits this and names its model."""

from typing import Any, ClassVar

import numpy as np
import pytest

from recommender.algorithms.base import NotFittedError, Recommender, StateError
from recommender.algorithms.config import Config, ConfigError
from recommender.algorithms.registry import registry
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, checkerboard, empty, taste_groups

LIKED, DISLIKED = 5.0, 1.0


class RecommenderContract:
    """Inherit, set ``name`` and, where the defaults are too large for 40 users, ``settings``."""

    name: ClassVar[str]
    settings: ClassVar[dict[str, Any]] = {}
    falls_back: ClassVar[bool] = False

    def make(self) -> Recommender[Any]:
        return registry.create(self.name, dict(self.settings))

    def known(self, data: Interactions) -> Interactions:
        """The data with whatever else the model learns from; items 0, 2, 4, … and 1, 3, 5, … are of two kinds."""
        return data

    @pytest.fixture
    def groups(self) -> Interactions:
        return self.known(taste_groups(60, 30, seed=3))

    @pytest.fixture
    def fitted(self, groups: Interactions) -> Recommender[Any]:
        return self.make().fit(groups)

    def test_withheld_item_of_the_own_colour_comes_first(self) -> None:
        data, withheld = checkerboard(20, repeats=3)
        data = self.known(data)
        model = self.make().fit(data)

        best = [model.recommend(data.history(user), 1)[0].tolist() for user in range(data.n_users)]

        assert best == [[item] for item in withheld]

    def test_history_is_never_recommended(self, fitted: Recommender[Any], groups: Interactions) -> None:
        history = groups.history(0)

        ids, scores = fitted.recommend(history, groups.n_items)

        assert np.intersect1d(ids, history.items).size == 0
        assert np.isfinite(scores).all()

    def test_own_exclusion_replaces_the_history(self, fitted: Recommender[Any], groups: Interactions) -> None:
        excluded = np.arange(0, groups.n_items, 2)

        ids, _ = fitted.recommend(groups.history(1), groups.n_items, exclude=excluded)

        assert ids.size > 0
        assert np.intersect1d(ids, excluded).size == 0

    def test_scores_are_float32_per_item(self, fitted: Recommender[Any], groups: Interactions) -> None:
        scores = fitted.score(groups.history(0))

        assert (scores.dtype, scores.shape) == (np.dtype(np.float32), (groups.n_items,))
        assert not np.isnan(scores).any()

    def test_recommendations_are_typed_and_sorted(self, fitted: Recommender[Any], groups: Interactions) -> None:
        ids, scores = fitted.recommend(groups.history(0), 7)

        assert (ids.dtype, scores.dtype) == (np.dtype(np.int64), np.dtype(np.float32))
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)

    def test_batch_equals_single_scores(self, fitted: Recommender[Any], groups: Interactions) -> None:
        histories = [*groups.histories(np.arange(5)), History.empty()]

        batch = fitted.score_batch(histories)

        single = np.stack([fitted.score(history) for history in histories])
        np.testing.assert_allclose(batch, single, rtol=1e-4, atol=1e-5)

    def test_batch_of_nobody_is_empty(self, fitted: Recommender[Any]) -> None:
        assert fitted.score_batch([]).shape == (0, fitted.n_items)

    @pytest.mark.parametrize(
        "history", [History.empty(), History.of([1, 2], [DISLIKED, 2.0]), History.of([1], [np.nan])]
    )
    def test_nothing_to_go_by_gives_no_personal_opinion(self, fitted: Recommender[Any], history: History) -> None:
        scores = fitted.score(history)

        expected = not fitted.personal or self.falls_back
        assert bool(np.isfinite(scores).any()) is expected

    def test_disliked_titles_change_nothing(self, fitted: Recommender[Any]) -> None:
        liked = History.of([4, 9], [LIKED, LIKED], [START, START])
        also_disliked = History.of([4, 9, 2, 7], [LIKED, LIKED, DISLIKED, 2.0], [START, START, START - 5, START - 9])

        np.testing.assert_array_equal(fitted.score(also_disliked), fitted.score(liked))

    def test_disliked_favourite_stays_disliked(self, fitted: Recommender[Any]) -> None:
        liked = History.of([4, 2], [LIKED, DISLIKED])
        favourite = History.of([4, 2], [LIKED, DISLIKED], extra=[0.0, 1.0])

        np.testing.assert_array_equal(fitted.score(favourite), fitted.score(liked))

    def test_unrated_favourite_counts_like_a_liked_title(self, fitted: Recommender[Any]) -> None:
        rated, favourite = History.of([4], [LIKED]), History.of([4], [np.nan], extra=[1.0])

        np.testing.assert_array_equal(fitted.score(favourite), fitted.score(rated))

    def test_order_of_the_history_does_not_matter(self, fitted: Recommender[Any], groups: Interactions) -> None:
        history = groups.history(2)
        backwards = History.of(history.items[::-1], history.ratings[::-1], history.timestamps[::-1]).with_about(
            history.about
        )

        np.testing.assert_allclose(fitted.score(backwards), fitted.score(history), rtol=1e-4, atol=1e-5)

    def test_same_data_gives_the_same_model(self, fitted: Recommender[Any], groups: Interactions) -> None:
        again = self.make().fit(groups)

        assert {name: array.tobytes() for name, array in again.state().items()} == {
            name: array.tobytes() for name, array in fitted.state().items()
        }

    def test_scoring_leaves_the_model_alone(self, fitted: Recommender[Any], groups: Interactions) -> None:
        first = fitted.score(groups.history(0)).copy()

        scores = fitted.score(groups.history(0))
        scores[:] = 7.0

        np.testing.assert_array_equal(fitted.score(groups.history(0)), first)

    def test_state_round_trip_gives_identical_scores(self, fitted: Recommender[Any], groups: Interactions) -> None:
        arrays = {name: array.copy() for name, array in fitted.state().items()}
        for array in arrays.values():
            array.flags.writeable = False
        settings = type(fitted).config_class.from_json(fitted.config.to_json())

        rebuilt = type(fitted).from_state(settings, arrays)

        np.testing.assert_array_equal(rebuilt.score(groups.history(5)), fitted.score(groups.history(5)))
        np.testing.assert_array_equal(rebuilt.similar(4, 5)[0], fitted.similar(4, 5)[0])

    def test_state_holds_numbers_only(self, fitted: Recommender[Any]) -> None:
        assert {array.dtype.kind for array in fitted.state().values()} <= set("fiub")

    def test_state_with_a_missing_array_is_refused(self, fitted: Recommender[Any]) -> None:
        arrays = fitted.state()
        del arrays[next(iter(arrays))]

        with pytest.raises(StateError):
            type(fitted).from_state(fitted.config, arrays)

    def test_contributions_align_with_the_history(self, fitted: Recommender[Any], groups: Interactions) -> None:
        history = groups.history(0)
        item = int(fitted.recommend(history, 1)[0][0])

        shares = fitted.contributions(history, item)

        assert (shares.dtype, shares.shape) == (np.dtype(np.float32), (len(history),))
        assert np.all(shares[history.ratings < 2.5] == 0)
        if fitted.explains:
            np.testing.assert_allclose(shares.sum(), fitted.score(history)[item], rtol=1e-3, atol=1e-5)
        else:
            assert not shares.any()

    def test_shares_of_several_titles_are_the_contributions_to_each(
        self, fitted: Recommender[Any], groups: Interactions
    ) -> None:
        history = groups.history(0)
        items = np.arange(0, groups.n_items, 7)

        shares = fitted.shares_of(history, items)

        each = [fitted.contributions(history, int(item)) for item in items]
        np.testing.assert_allclose(shares, np.stack(each, axis=1), rtol=1e-4, atol=1e-6)
        assert fitted.shares_of(history, items[:0]).shape == (len(history), 0)

    def test_shares_on_the_own_scale_are_the_shares(self, fitted: Recommender[Any], groups: Interactions) -> None:
        history, items = groups.history(0), np.arange(5)

        np.testing.assert_array_equal(fitted.shares_on_scale(history, items, history), fitted.shares_of(history, items))

    def test_similar_never_names_the_title_itself(self, fitted: Recommender[Any], groups: Interactions) -> None:
        for item in range(groups.n_items):
            ids, scores = fitted.similar(item, 50)

            assert item not in ids.tolist()
            assert (ids.dtype, scores.dtype) == (np.dtype(np.int64), np.dtype(np.float32))
            assert np.isfinite(scores).all()

    def test_similar_works_as_promised(self, fitted: Recommender[Any]) -> None:
        assert (fitted.similar(0, 5)[0].size > 0) is fitted.relates

    def test_titles_nobody_rated_are_never_recommended(self) -> None:
        data = Interactions.from_triples(
            [0, 0, 1, 1, 2], [0, 1, 1, 2, 0], [5.0] * 5, [START] * 5, item_ids=empty(0, 6).items
        )

        model = self.make().fit(self.known(data))

        ids, _ = model.recommend(History.of([1], [LIKED]), 6)

        assert model.judges_unrated or set(ids.tolist()) <= {0, 2}

    @pytest.mark.parametrize(("users", "items"), [(0, 0), (3, 4), (0, 4)])
    def test_empty_dataset_recommends_nothing(self, users: int, items: int) -> None:
        model = self.make().fit(self.known(empty(users, items)))

        assert model.score(History.empty()).shape == (items,)
        assert model.recommend(History.empty(), 5)[0].size == 0

    def test_single_user_with_a_single_title(self) -> None:
        data = self.known(Interactions.from_triples([7], [9], [4.0], [START]))
        model = self.make().fit(data)

        assert model.score(data.history(0)).shape == (1,)
        assert model.recommend(data.history(0), 3)[0].size == 0

    def test_index_outside_the_catalog_is_refused(self, fitted: Recommender[Any]) -> None:
        outside = fitted.n_items

        with pytest.raises(IndexError):
            fitted.score(History.of([outside], [LIKED]))
        with pytest.raises(IndexError):
            fitted.similar(outside, 3)
        with pytest.raises(IndexError):
            fitted.contributions(History.empty(), -1)

    def test_unfitted_model_says_so(self) -> None:
        model = self.make()

        with pytest.raises(NotFittedError):
            model.score(History.empty())
        with pytest.raises(NotFittedError):
            model.state()

    def test_progress_rises_to_one(self, groups: Interactions) -> None:
        heard: list[float] = []

        self.make().fit(groups, progress=lambda done, message: heard.append(done))

        assert heard == sorted(heard)
        assert heard[-1] == pytest.approx(1.0)

    def test_settings_survive_json(self) -> None:
        config = self.make().config

        assert type(config).from_json(config.to_json()) == config

    def test_unknown_setting_is_refused(self) -> None:
        with pytest.raises(ConfigError, match="nonsense"):
            registry.get(self.name).config_class.from_json({"nonsense": 1})

    def test_foreign_settings_are_refused(self) -> None:
        with pytest.raises(TypeError):
            registry.get(self.name)(Config())

    def test_describes_itself(self) -> None:
        cls = registry.get(self.name)

        assert cls.name == self.name
        assert all(word in (cls.__doc__ or "") for word in ("Source:", "Serves:", "Scores:"))
