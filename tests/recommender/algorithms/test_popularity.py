import numpy as np
import pytest

from recommender.algorithms.config import ConfigError
from recommender.algorithms.popularity import DAY, Popularity, PopularityConfig
from recommender.dataset import History, Interactions
from tests.recommender.algorithms.contract import RecommenderContract


class TestPopularity(RecommenderContract):
    name = "popularity"

    def test_withheld_item_of_the_own_colour_comes_first(self) -> None:
        """Popularity knows no colours: everyone gets the same order instead."""
        data = Interactions.from_triples([0, 1, 2, 0], [5, 5, 5, 6], [4.0] * 4, [0] * 4)

        model = Popularity().fit(data)

        assert model.recommend(History.empty(), 2)[0].tolist() == [0, 1]

    def test_recent_ratings_count_more(self) -> None:
        data = Interactions.from_triples([0, 1, 2], [0, 0, 1], [4.0] * 3, [0, 0, 100 * DAY])

        scores = Popularity(PopularityConfig(half_life_days=50.0)).fit(data).score(History.empty())

        np.testing.assert_allclose(scores, np.log1p([0.5, 1.0]), rtol=1e-6)

    def test_without_half_life_all_ratings_count_alike(self) -> None:
        data = Interactions.from_triples([0, 1, 2], [0, 0, 1], [4.0] * 3, [0, 0, 100 * DAY])

        scores = Popularity(PopularityConfig(half_life_days=None)).fit(data).score(History.empty())

        np.testing.assert_allclose(scores, np.log1p([2.0, 1.0]), rtol=1e-6)

    def test_half_life_must_be_positive(self) -> None:
        with pytest.raises(ConfigError, match="half_life_days"):
            PopularityConfig(half_life_days=0)
