"""Models of groups: languages and regions."""

import numpy as np

from recommender.algorithms.language import LanguageConfig, LanguagePreference
from recommender.algorithms.regional import RegionalConfig, RegionalPreference
from recommender.dataset import About, History, IdMap, Interactions
from recommender.dataset.facts import code_number
from tests.recommender.algorithms.contract import RecommenderContract
from tests.recommender.algorithms.kinds import two_kinds


class TestLanguage(RecommenderContract):
    name = "language"

    def known(self, data: Interactions) -> Interactions:
        return two_kinds(data)


class TestRegional(RecommenderContract):
    name = "regional"
    settings = {"least": 1, "shrink": 5.0}

    def known(self, data: Interactions) -> Interactions:
        return two_kinds(data)


def _rated() -> Interactions:
    """Telugu titles 0, 2, 4 and Hindi titles 1, 3, 5; 0 is seen by three, 1 by two, 3 by one; 2, 4, 5 by nobody."""
    users, items = [0, 1, 2, 0, 1, 1], [0, 0, 0, 1, 1, 3]
    known = Interactions.from_triples(users, items, [5.0] * 6, [0] * 6, item_ids=IdMap.from_ids(range(6)))
    return two_kinds(known)


def test_a_language_counts_as_often_as_it_was_watched() -> None:
    model = LanguagePreference(LanguageConfig(prior=0.0, stated=0.0, half_life=None)).fit(_rated())

    chances = model.languages(History.of([0, 2, 1], [5.0, 5.0, 5.0]))

    by_code = dict(zip(model.state()["codes"].tolist(), chances.tolist(), strict=True))
    assert by_code == {code_number("te"): 2 / 3, code_number("hi"): 1 / 3}


def test_stated_languages_speak_for_a_member_without_titles() -> None:
    model = LanguagePreference().fit(_rated())
    newcomer = History.empty().with_about(About.of(languages=["hi"]))

    order = model.recommend(newcomer, 6)[0].tolist()

    assert order[:3] == [1, 3, 5]
    assert not model.is_grounded(newcomer)


def test_within_a_language_the_most_seen_comes_first_and_unrated_titles_last() -> None:
    scores = LanguagePreference().fit(_rated()).score(History.of([4], [5.0]))

    assert scores[0] > scores[2] == scores[4]


def test_a_stated_region_decides_for_a_member_without_titles() -> None:
    data = two_kinds(
        Interactions.from_triples([0, 2, 4, 1, 3, 5], [0, 0, 0, 1, 1, 1], [5.0] * 6, [0] * 6)
    )  # even members in IN watched 0, odd ones in US watched 1
    model = RegionalPreference(RegionalConfig(least=3, shrink=1.0)).fit(data)

    first = [
        model.recommend(History.empty().with_about(About.of(region=region)), 1)[0].tolist() for region in ("IN", "US")
    ]

    assert first == [[0], [1]]


def test_a_region_of_few_members_is_none_of_its_own() -> None:
    data = two_kinds(
        Interactions.from_triples([0, 2, 4, 1], [0, 0, 0, 1], [5.0] * 4, [0] * 4, user_ids=IdMap.from_ids(range(5)))
    )
    model = RegionalPreference(RegionalConfig(least=3)).fit(data)

    assert model.state()["codes"].tolist() == [code_number("IN")]
    assert model.regions(History.empty().with_about(About.of(region="US"))) is None


def test_what_was_watched_tells_where_a_member_belongs() -> None:
    users, items = [0, 2, 4, 0, 2, 1, 3, 5, 1, 3], [0, 0, 0, 2, 2, 1, 1, 1, 3, 3]
    data = two_kinds(Interactions.from_triples(users, items, [5.0] * 10, [0] * 10))
    model = RegionalPreference(RegionalConfig(shrink=1.0)).fit(data)

    order = model.recommend(History.of([3], [5.0]), 2)[0].tolist()

    assert order[0] == 1
    np.testing.assert_allclose(model.regions(History.of([3], [5.0])).sum(), 1.0)
