"""What is asked next, and what an answer says of a taste."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.dataset import IdMap, Interactions, TitleFacts
from recommender.onboarding.config import InterviewConfig
from recommender.onboarding.interview import Answer, Interview
from recommender.onboarding.tastes import titles_to_ask

MEMBERS, TITLES = 60, 40
#: The same title for everybody, two that tell two tastes apart and say the same, one that tells two others apart.
KNOWN, LEFT, LEFT_AGAIN, UPPER = 10, 20, 30, 40


@pytest.fixture(scope="module")
def data() -> Interactions:
    """Two camps: even members rate even titles, odd ones odd titles, most of them high."""
    chance = np.random.default_rng(1)
    rows = [
        (member, 100 + title, 4.5 if chance.random() < 0.8 else 2.0, 0)
        for member in range(MEMBERS)
        for title in range(TITLES)
        if title % 2 == member % 2 and chance.random() < 0.7
    ]
    return Interactions.from_triples(*zip(*rows, strict=True))


@pytest.fixture(scope="module")
def interview(data: Interactions) -> Interview:
    return Interview.fit(data, InterviewConfig(rank=2))


def of_chances(liked: list[list[float]], ids: list[int], **settings: Any) -> Interview:
    """An interview with these chances of liking; the rest is not seen."""
    likes = np.asarray(liked, dtype=np.float32)
    table = np.stack([likes, np.full_like(likes, 0.01), 0.99 - likes], axis=-1)
    return Interview(InterviewConfig(**settings), np.asarray(ids, dtype=np.int64), table)


@pytest.fixture
def quarters() -> Interview:
    """Four members, each of them one of left or right and one of upper or lower."""
    return of_chances(
        [[0.9, 0.9, 0.88, 0.85], [0.9, 0.9, 0.88, 0.05], [0.9, 0.02, 0.03, 0.85], [0.9, 0.02, 0.03, 0.05]],
        [KNOWN, LEFT, LEFT_AGAIN, UPPER],
    )


def test_without_answers_every_taste_is_as_likely(interview: Interview) -> None:
    assert interview.posterior({}) == pytest.approx(np.full(interview.n_members, 1 / interview.n_members))


def test_answers_move_the_posterior_by_bayes(quarters: Interview) -> None:
    found = quarters.posterior({LEFT: Answer.LIKED, UPPER: Answer.NOT_SEEN})

    expected = np.array([0.9 * 0.14, 0.9 * 0.94, 0.02 * 0.14, 0.02 * 0.94])
    assert found == pytest.approx(expected / expected.sum(), rel=1e-5)


def test_what_is_not_wanted_was_not_liked_or_not_seen(quarters: Interview) -> None:
    found = quarters.posterior({LEFT: Answer.NOT_FOR_ME})

    assert found == pytest.approx(np.array([0.1, 0.1, 0.98, 0.98]) / 2.16, rel=1e-5)


def test_answers_about_other_titles_say_nothing(quarters: Interview) -> None:
    assert quarters.posterior({77: Answer.LIKED}) == pytest.approx(np.full(4, 0.25))


def test_no_course_of_answers_leaves_no_taste(interview: Interview) -> None:
    answers = {int(title): Answer(place % 2) for place, title in enumerate(interview.titles)}

    found = interview.posterior(answers)

    assert np.isfinite(found).all()
    assert found.sum() == pytest.approx(1)


def test_the_title_that_tells_most_is_asked_first(quarters: Interview) -> None:
    assert quarters.next_titles({}, 1) == [LEFT]


def test_titles_that_would_say_the_same_are_not_asked_together(quarters: Interview) -> None:
    assert quarters.next_titles({}, 2) == [LEFT, UPPER]
    assert quarters.next_titles({}, 1, beside=[LEFT]) == [UPPER]


def test_what_is_known_already_is_not_asked_for(quarters: Interview) -> None:
    assert quarters.next_titles({LEFT: Answer.LIKED}, 1) == [UPPER]


def test_answered_titles_and_those_on_the_table_are_never_asked_again(interview: Interview) -> None:
    asked, table = [int(title) for title in interview.titles[:10]], [int(title) for title in interview.titles[10:16]]

    found = interview.next_titles(dict.fromkeys(asked, Answer.NOT_SEEN), TITLES, beside=table)

    assert sorted(found) == sorted(set(interview.titles.tolist()) - {*asked, *table})


def test_pools_take_turns_and_give_way_when_they_are_empty(interview: Interview) -> None:
    few, many, other = [100, 102], [101, 103, 105, 107], [999]

    found = interview.next_titles({}, 6, [few, other, many])

    assert [title in few for title in found] == [True, False, True, False, False, False]
    assert sorted(found) == sorted(few + many)


def test_nothing_is_asked_where_nothing_is_to_be_asked(interview: Interview) -> None:
    nobody = Interview.fit(Interactions.from_triples([1], [1], [4.0], [0]))

    assert nobody.next_titles({}, 6) == []
    assert interview.next_titles({}, 0) == []
    assert interview.next_titles({}, 6, []) == []


def test_answers_of_a_camp_bring_up_its_titles(interview: Interview) -> None:
    answers = {100: Answer.LIKED, 102: Answer.LIKED, 101: Answer.NOT_SEEN}

    assert {title % 2 for title in interview.next_titles(answers, 6)} == {0}


def test_fitting_is_the_same_each_time(data: Interactions) -> None:
    config = InterviewConfig(members=20)

    first, second = Interview.fit(data, config), Interview.fit(data, config)

    assert first.n_members == 20
    assert np.array_equal(first.state()["chances"], second.state()["chances"])


def test_chances_are_probabilities(interview: Interview) -> None:
    chances = interview.state()["chances"]

    assert chances.shape == (MEMBERS, TITLES, 3)
    assert chances.min() > 0
    assert chances.sum(axis=-1) == pytest.approx(np.ones((MEMBERS, TITLES)), abs=1e-5)


def test_an_unrated_viewing_is_neither_liked_nor_not_liked() -> None:
    rows = [(member, title, float("nan") if title == 3 else 5.0, 0) for member in range(9) for title in range(6)]

    chances = Interview.fit(Interactions.from_triples(*zip(*rows, strict=True))).state()["chances"]

    assert chances[:, 3, Answer.LIKED].max() < 0.1
    assert chances[:, 3, Answer.NOT_LIKED].max() < 0.1


def test_the_state_survives(interview: Interview) -> None:
    again = Interview.from_state(interview.config, interview.state())

    answers = {101: Answer.NOT_LIKED, 104: Answer.LIKED}
    assert again.next_titles(answers, 6) == interview.next_titles(answers, 6)


@pytest.mark.parametrize(
    "change",
    [
        {"titles": np.arange(3, dtype=np.int64)},
        {"titles": np.zeros(TITLES, dtype=np.int64)},
        {"titles": np.arange(TITLES, dtype=np.float32)},
        {"chances": np.full((2, TITLES, 3), np.nan, dtype=np.float32)},
        {"chances": np.full((2, TITLES, 3), 0.5, dtype=np.float32)},
        {"chances": np.zeros((2, TITLES), dtype=np.float32)},
    ],
)
def test_a_damaged_state_is_refused(interview: Interview, change: dict[str, Any]) -> None:
    with pytest.raises(StateError):
        Interview.from_state(interview.config, interview.state() | change)


@pytest.mark.parametrize(
    "field", ["titles", "each_language", "least_ratings", "members", "least_known", "rank", "liked", "branches", "seed"]
)
def test_settings_out_of_range_are_refused(field: str) -> None:
    with pytest.raises(ConfigError):
        InterviewConfig(**{field: -1})


def test_each_language_has_its_titles_among_those_asked() -> None:
    """Ten titles of the first language, each rated by ten, and three of the second, rated by six."""
    rows = [(member, title, 4.0, 0) for title in range(13) for member in range(10 if title < 10 else 6)]
    data = Interactions.from_triples(*zip(*rows, strict=True), item_ids=IdMap.from_ids(list(range(14))))
    facts = TitleFacts.nothing(14)
    facts.languages[:10], facts.languages[10:] = 1, 2

    chosen = titles_to_ask(data.knowing(facts), InterviewConfig(titles=6, each_language=2))

    assert chosen.tolist() == [0, 1, 2, 3, 10, 11]
    assert titles_to_ask(data, InterviewConfig(titles=6)).tolist() == [0, 1, 2, 3, 4, 5]
