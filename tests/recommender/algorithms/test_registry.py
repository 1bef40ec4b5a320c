import pytest

from recommender.algorithms.popularity import Popularity, PopularityConfig
from recommender.algorithms.registry import AlgorithmRegistry, UnknownAlgorithmError, registry


@pytest.mark.parametrize("name", list(registry))
def test_every_name_leads_to_a_model_of_that_name(name: str) -> None:
    assert registry.get(name).name == name


def test_create_takes_json_settings() -> None:
    model = registry.create("popularity", {"half_life_days": 3.0})

    assert model.config == PopularityConfig(half_life_days=3.0)


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownAlgorithmError, match="nobody"):
        registry.get("nobody")


def test_name_can_be_taken_once() -> None:
    own = AlgorithmRegistry()
    own.register("mine", "recommender.algorithms.popularity:Popularity")

    with pytest.raises(ValueError, match="mine"):
        own.register("mine", "elsewhere:Other")
    assert own.get("mine") is Popularity


def test_path_must_lead_to_a_model() -> None:
    own = AlgorithmRegistry()
    own.register("config", "recommender.algorithms.popularity:PopularityConfig")

    with pytest.raises(TypeError, match="not a Recommender"):
        own.get("config")
