"""What votes do to scores of ALS and of the shipped model, and what they leave alone."""

from typing import Any

import numpy as np
import pytest

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.als_solver import fold_in
from recommender.algorithms.base import Recommender
from recommender.algorithms.config import ConfigError
from recommender.algorithms.registry import registry
from recommender.dataset import History, Interactions, Votes, input_weights
from recommender.dataset.synthetic import START, empty, taste_groups
from recommender.fusion.default import DefaultConfig, DefaultRecommender

GROUPS = 4
READERS = {
    "als": {"factors": 8},
    "default": {"als": {"factors": 8}},
    "default with ALS": {"als": {"factors": 8}, "als_weight": 0.3, "popularity_weight": 0.1},
    "default with tail": {"als": {"factors": 8}, "ease": {"max_items": 10}},
}


@pytest.fixture(scope="module")
def data() -> Interactions:
    return taste_groups(120, 40, n_groups=GROUPS, seed=3)


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest, data: Interactions) -> Recommender[Any]:
    """Each model that reads votes."""
    return registry.create(request.param.split()[0], dict(READERS[request.param])).fit(data)


def title_groups(data: Interactions) -> list[np.ndarray]:
    """Titles by the group that sees them most."""
    counts = np.zeros((GROUPS, data.n_items))
    np.add.at(counts, (data.rows % GROUPS, data.columns), 1)
    return [np.flatnonzero(counts.argmax(axis=0) == group) for group in range(GROUPS)]


def ballots(data: Interactions, count: int, *, group: int = 2) -> Votes:
    """Votes for four titles of a group against four of the others, at random."""
    rng = np.random.default_rng(5)
    groups = title_groups(data)
    others = np.concatenate([titles for number, titles in enumerate(groups) if number != group])
    left = [rng.choice(groups[group], 4, replace=False).tolist() for _ in range(count)]
    right = [rng.choice(others, 4, replace=False).tolist() for _ in range(count)]
    return Votes.of(left, right, [1.0] * count)


def lead(scores: np.ndarray, data: Interactions, group: int = 2) -> float:
    """How far a group's titles stand above the others', in deviations."""
    own = np.isin(np.arange(data.n_items), title_groups(data)[group])
    return float((scores[own].mean() - scores[~own].mean()) / scores.std())


def test_votes_lift_the_preferred_kind(reader: Recommender[Any], data: Interactions) -> None:
    history = data.history(0)

    leads = [lead(reader.score(history.with_votes(ballots(data, count))), data) for count in (0, 3, 30)]

    assert leads == sorted(leads)
    assert leads[2] > leads[0] + 0.1


def test_without_votes_the_factor_is_that_of_the_fold_in(data: Interactions) -> None:
    model = Als(AlsConfig(factors=8)).fit(data)
    history, factors = data.history(3), model.state()["item_factors"]

    weights = input_weights(history, model.config.half_life)
    used = weights > 0
    own, gram = factors[history.items[used]], factors.T @ factors
    expected = factors @ fold_in(own, gram, weights[used], model.config.objective, data.n_items)

    np.testing.assert_array_equal(model.score(history), expected)


@pytest.mark.parametrize("more", [{}, {"als_weight": 0.3}, {"ease": {"max_items": 10}}])
def test_a_model_that_could_read_votes_scores_as_one_that_cannot(data: Interactions, more: dict[str, Any]) -> None:
    deaf, hearing = (
        DefaultRecommender(DefaultConfig.from_json({"als": {"factors": 8}, **more, **ears})).fit(data)
        for ears in ({"vote_weight": 0.0}, {})
    )

    for history in [*data.histories(np.arange(10)), History.empty()]:
        np.testing.assert_array_equal(hearing.score(history), deaf.score(history))


def test_ties_between_equal_teams_change_nothing(reader: Recommender[Any], data: Interactions) -> None:
    history = data.history(0)
    ties = Votes.of([[1, 2, 3, 4]] * 30, [[4, 3, 2, 1]] * 30, [0.5] * 30)

    np.testing.assert_allclose(reader.score(history.with_votes(ties)), reader.score(history), atol=1e-6)


def test_votes_on_titles_the_model_does_not_cover_change_nothing() -> None:
    known = taste_groups(60, 30, seed=3)
    data = Interactions.from_triples(
        known.rows, known.columns, known.matrix.data, known.timestamps, item_ids=empty(0, 33).items
    )
    model = Als(AlsConfig(factors=8)).fit(data)
    history = data.history(0)
    votes = Votes.of([[30, 31]] * 9, [[1, 2]] * 9, [1.0] * 9)
    mixed, plain = (Votes.of([team] * 9, [[1, 2]] * 9, [1.0] * 9) for team in ([4, 30], [4]))

    np.testing.assert_array_equal(model.score(history.with_votes(votes)), model.score(history))
    np.testing.assert_array_equal(model.score(history.with_votes(mixed)), model.score(history.with_votes(plain)))
    assert not model.is_grounded(History.empty().with_votes(votes))


def test_votes_open_no_title_that_had_no_score(reader: Recommender[Any], data: Interactions) -> None:
    history = data.history(0)

    voted = reader.score(history.with_votes(ballots(data, 20)))

    np.testing.assert_array_equal(np.isfinite(voted), np.isfinite(reader.score(history)))


def test_titles_and_votes_share_a_score(reader: Recommender[Any], data: Interactions) -> None:
    bare = data.history(0)
    history = bare.with_votes(ballots(data, 20))
    items = reader.recommend(history, 3)[0]

    by_votes = reader.vote_shares(history, items)

    for item, part in zip(items.tolist(), by_votes, strict=True):
        np.testing.assert_array_equal(reader.contributions(history, item), reader.contributions(bare, item))
        np.testing.assert_allclose(part, (reader.score(history) - reader.score(bare))[item], rtol=1e-3, atol=1e-5)
    assert not reader.vote_shares(bare, items).any()


def test_enough_votes_stand_in_for_a_history(reader: Recommender[Any], data: Interactions) -> None:
    few, enough = (History.empty().with_votes(ballots(data, count)) for count in (4, 5))
    many = History.empty().with_votes(ballots(data, 40))

    assert [reader.is_grounded(history) for history in (History.empty(), few, enough)] == [False, False, True]
    np.testing.assert_array_equal(reader.score(few), reader.score(History.empty()))
    assert lead(reader.score(many), data) > 0.5


def test_a_stored_model_reads_votes_as_before(reader: Recommender[Any], data: Interactions) -> None:
    history = data.history(0).with_votes(ballots(data, 20))

    again = type(reader).from_state(reader.config, reader.state())

    np.testing.assert_array_equal(again.score(history), reader.score(history))


def test_als_keeps_nothing_more_than_before(data: Interactions) -> None:
    assert set(Als(AlsConfig(factors=8)).fit(data).state()) == {"item_factors", "covered"}


def test_a_model_stored_before_votes_were_read_ignores_them(data: Interactions) -> None:
    old = DefaultRecommender(DefaultConfig(vote_weight=0.0)).fit(data)
    model = DefaultRecommender.from_state(DefaultConfig(), old.state())
    history = data.history(0).with_votes(ballots(data, 20))

    np.testing.assert_array_equal(model.score(history), old.score(data.history(0)))
    assert not model.is_grounded(History.empty().with_votes(ballots(data, 20)))
    assert not model.vote_shares(history, np.arange(3)).any()


@pytest.mark.parametrize("name", ["popularity", "item_knn", "implicit", "ease"])
def test_other_models_ignore_votes(data: Interactions, name: str) -> None:
    model = registry.create(name).fit(data)
    history = data.history(0)
    voted = history.with_votes(ballots(data, 20))

    np.testing.assert_array_equal(model.score(voted), model.score(history))
    assert model.vote_shares(voted, np.arange(3)).tolist() == [0.0, 0.0, 0.0]
    assert model.is_grounded(history) is model.personal
    assert not model.is_grounded(History.empty().with_votes(ballots(data, 20)))


def test_disliked_titles_alone_are_no_ground(reader: Recommender[Any]) -> None:
    assert not reader.is_grounded(History.of([1, 2], [1.0, 2.0], [START, START]))


def test_a_vote_on_a_title_outside_the_catalog_is_refused(reader: Recommender[Any], data: Interactions) -> None:
    with pytest.raises(IndexError, match="vote"):
        reader.score(data.history(0).with_votes(Votes.of([[data.n_items]], [[1]], [1.0])))


@pytest.mark.parametrize("wrong", [{"vote_weight": -1}, {"vote_sharpness": 0}, {"min_votes": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        AlsConfig.from_json(wrong)
