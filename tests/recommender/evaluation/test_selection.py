import pytest

from recommender.algorithms.svd import Svd, SvdConfig
from recommender.dataset import Interactions
from recommender.dataset.synthetic import empty, taste_groups
from recommender.evaluation import selection
from recommender.evaluation.selection import select_default, select_half_life
from recommender.evaluation.splits import last_n
from recommender.fusion.default import DefaultConfig


@pytest.fixture(autouse=True)
def _small_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        selection, "FITTED", (({"ridge": 50.0}, {"ridge": 5.0}), ({"proximity": 0.0}, {"proximity": 0.7}))
    )
    monkeypatch.setattr(selection, "DECAYS", ((None, 0.0), (10.0, 0.05)))


@pytest.fixture(scope="module")
def train() -> Interactions:
    return last_n(taste_groups(150, 50, per_user=14, seed=1), 3).train


def test_every_step_keeps_a_value_it_tried(train: Interactions) -> None:
    chosen = select_default(train)

    for step in chosen.steps:
        assert str(step.value) in step.tried
        assert step.quality <= max(step.tried.values()) + 1e-9
        assert step.setting in str(step)


def test_choice_is_reported_and_repeatable(train: Interactions) -> None:
    heard: list[float] = []

    first = select_default(train, progress=lambda done, message: heard.append(done))

    assert select_default(train).config == first.config
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_limit_of_the_catalog_survives_the_search(train: Interactions) -> None:
    base = DefaultConfig.from_json({"ease": {"max_items": 20}, "als": {"factors": 8, "iterations": 3}})

    chosen = select_default(train, base=base)

    assert chosen.config.ease.max_items == 20
    assert [step.setting for step in chosen.steps][-1] == "tail_weight"


def test_too_few_members_change_nothing() -> None:
    assert select_default(empty(3, 4)).config == DefaultConfig()
    assert select_default(taste_groups(40, 20)).steps == []


def test_chosen_settings_are_the_best_of_those_tried(train: Interactions) -> None:
    first = select_default(train).steps[0]

    assert first.quality == max(first.tried.values())
    assert first.tried[first.value] == first.quality


def test_half_life_is_the_best_of_those_tried(train: Interactions) -> None:
    model = Svd(SvdConfig(factors=4))

    step = select_half_life(model, train)

    assert step is not None
    assert set(step.tried) == {"None", "30.0", "10.0", "3.0"}
    assert step.quality == step.tried[str(step.value)] == max(step.tried.values())


def test_half_life_of_a_few_members_is_left_as_it_is() -> None:
    assert select_half_life(Svd(), taste_groups(40, 20)) is None
