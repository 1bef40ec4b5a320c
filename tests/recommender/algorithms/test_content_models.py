"""Models of facts: content, its embedding, moods."""

from importlib.util import find_spec

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from recommender.algorithms.base import MissingPackageError, Recommender
from recommender.algorithms.content import Content, ContentConfig
from recommender.algorithms.deep_content import DeepContent, DeepContentConfig
from recommender.algorithms.mood import MoodMatch
from recommender.dataset import History, Interactions, TagKind, TitleFacts
from recommender.dataset.facts import code_number, code_text
from recommender.dataset.synthetic import empty
from tests.recommender.algorithms.contract import RecommenderContract
from tests.recommender.algorithms.kinds import two_kinds


class FactsContract(RecommenderContract):
    """The contract, and what holds for every model of facts."""

    def known(self, data: Interactions) -> Interactions:
        return two_kinds(data)

    def test_a_title_that_nobody_rated_is_judged_by_its_facts(self) -> None:
        model = self.make().fit(two_kinds(empty(0, 6)))

        scores = model.score(History.of([1], [5.0]))

        assert (scores[[3, 5]] > scores[[0, 2]].max()).all()

    def test_without_facts_there_is_no_opinion(self) -> None:
        model = self.make().fit(empty(0, 6))

        assert not np.isfinite(model.score(History.of([1], [5.0]))).any()


class TestContent(FactsContract):
    name = "content"


class TestMood(FactsContract):
    name = "mood"


class TestDeepContent(FactsContract):
    name = "deep_content"
    settings = {"encoder": False}


def _facts(tags: list[list[int]], kinds: list[TagKind], texts: tuple[str, ...] | None = None) -> Interactions:
    matrix = csr_matrix(np.asarray(tags, dtype=np.float32))
    n = matrix.shape[0]
    nothing = TitleFacts.nothing(n)
    facts = TitleFacts(nothing.languages, matrix, np.asarray(kinds, dtype=np.int64), nothing.moods, texts or ("",) * n)
    return empty(0, n).knowing(facts)


def test_a_rare_fact_says_more_than_a_common_one() -> None:
    drama, heist = 0, 1
    data = _facts([[1, 1], [1, 0], [0, 1], [1, 0], [1, 0]], [TagKind.GENRE, TagKind.GENRE])

    scores = Content().fit(data).score(History.of([0], [5.0]))

    assert (drama, heist) == (0, 1)
    assert scores[2] > scores[1]


def test_a_kind_without_weight_says_nothing() -> None:
    data = _facts([[1, 0], [1, 0], [0, 1]], [TagKind.PERSON, TagKind.GENRE])
    model = Content(ContentConfig(person=0.0)).fit(data)

    assert np.isfinite(model.score(History.of([2], [5.0]))).tolist() == [False, False, True]


def test_texts_in_the_same_words_are_near_whatever_the_script() -> None:
    texts = ("ఊరిలో ఒక దొంగతనం", "ఊరిలో పెద్ద దొంగతనం", "a wedding by the sea", "the wedding of two friends")
    data = _facts([[0]] * 4, [TagKind.GENRE], texts)
    model = DeepContent(DeepContentConfig(encoder=False)).fit(data)

    assert [int(model.similar(item, 1)[0][0]) for item in range(4)] == [1, 0, 3, 2]


def test_an_encoder_without_torch_says_what_to_install() -> None:
    if find_spec("torch") is not None:
        pytest.skip("torch is installed")
    data = two_kinds(Interactions.from_triples([0, 0, 1], [0, 1, 0], [5.0] * 3, [0] * 3))

    with pytest.raises(MissingPackageError, match=r"requirements-neural\.txt"):
        DeepContent(DeepContentConfig(encoder=True, least_ratings=1)).fit(data)


def test_a_mood_that_all_titles_share_tells_none_apart() -> None:
    nothing = TitleFacts.nothing(3)
    moods = np.array([[0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]], dtype=np.float32)
    facts = TitleFacts(nothing.languages, nothing.tags, nothing.kinds, moods, nothing.texts)
    model: Recommender = MoodMatch().fit(empty(0, 3).knowing(facts))

    scores = model.score(History.of([0], [5.0]))

    np.testing.assert_allclose(scores, [1.0, -1.0, 1.0], atol=1e-5)


@pytest.mark.parametrize("code", ["te", "IN", "", "zh-hant"])
def test_a_code_survives_as_a_number(code: str) -> None:
    assert code_text(code_number(code)) == code


@pytest.mark.parametrize("code", ["తెలుగు", "eightlet"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        code_number(code)


def test_facts_must_describe_the_same_titles() -> None:
    nothing = TitleFacts.nothing(3)

    with pytest.raises(ValueError, match="same titles"):
        TitleFacts(nothing.languages, nothing.tags, nothing.kinds, nothing.moods, ("",))
