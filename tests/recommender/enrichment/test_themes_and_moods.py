"""What is spoken of more than elsewhere, and what a title feels like."""

from __future__ import annotations

import numpy as np

from recommender.enrichment.moods import (
    NAMES,
    combine_moods,
    genre_mood,
    keyword_mood,
    learn_leanings,
    review_mood,
)
from recommender.enrichment.themes import Background, Spoken, Tag, find_themes, learn_background
from recommender.rerank.moods import MOOD_NAMES, MOODS, mood_name

ELSEWHERE = [f"the story of film {number} and the way the actors play the parts" for number in range(60)]
HERE = [
    "the train robbery is the best thing in the film",
    "I could watch the train robbery all day and the story is thin",
    "nothing beats that train robbery in the rain",
    "the actors are fine, రైలు దోపిడీ is not",
]


def _background(texts: list[str]) -> Background:
    return learn_background(texts, np.zeros((len(texts), len(NAMES)), dtype=np.float32))


def _spoken(texts: list[str]) -> list[Spoken]:
    return [Spoken(at, text, 0.9 if at else 0.2) for at, text in enumerate(texts)]


def test_themes_are_what_is_said_here_and_not_elsewhere() -> None:
    themes = find_themes(_spoken(HERE), _background(ELSEWHERE + HERE))

    assert [(theme.label, theme.reviews, theme.share, theme.positive) for theme in themes] == [
        ("train robbery", 3, 0.75, 0.6667)
    ]


def test_keywords_are_known_by_their_names_in_any_language() -> None:
    reviews = [*HERE, "అసలు రైలు దోపిడీ ఎందుకు"]
    tag = Tag("keyword", "heist", "Heist", ("Heist", "రైలు దోపిడీ"))

    themes = find_themes(_spoken(reviews), _background(ELSEWHERE + reviews), tags=[tag])

    assert [(theme.slug, theme.reviews) for theme in themes if theme.kind == "keyword"] == [("heist", 2)]


def test_what_one_member_says_and_the_title_itself_are_no_themes() -> None:
    alone = [Spoken(1, HERE[0], None), Spoken(1, HERE[1], None)]

    assert find_themes(alone, _background(ELSEWHERE + HERE)) == []
    assert find_themes(_spoken(HERE), _background(ELSEWHERE + HERE), without="The Train Robbery") == []


def test_a_repeated_sentence_is_no_theme() -> None:
    reviews = [HERE[0]] * 4

    assert find_themes(_spoken(reviews), _background(ELSEWHERE + reviews)) == []


def test_moods_of_genres_are_the_means_of_their_leanings() -> None:
    mood = genre_mood(["comedy", "romance", "unheard-of"])

    assert mood is not None
    assert np.isclose(mood[NAMES.index("funny")], (MOODS["funny"]["comedy"] + MOODS["funny"].get("romance", 0)) / 2)
    assert genre_mood(["unheard-of"]) is None


def test_keywords_lean_to_where_their_titles_are() -> None:
    leanings = learn_leanings([(["horror"], [7]), (["horror"], [7]), (["comedy"], [8]), (["comedy"], [8, 9])])

    mood = keyword_mood([7], leanings)

    assert mood is not None
    assert NAMES[int(np.argmax(mood))] in {"tense", "strange", "bleak"}
    assert keyword_mood([9], leanings) is None


def test_words_lean_to_the_titles_they_are_said_of() -> None:
    texts = [" ".join(f"dark{number}x" for number in range(30))] * 20 + [f"plain{number}" for number in range(400)]
    moods = np.zeros((len(texts), len(NAMES)), dtype=np.float32)
    moods[:20, NAMES.index("bleak")] = 1.0

    mood = review_mood(texts[:1], learn_background(texts, moods))

    assert mood is not None
    assert NAMES[int(np.argmax(mood))] == "bleak"
    assert review_mood(["too few words"], learn_background(texts, moods)) is None


def test_sources_are_weighed_by_what_there_is() -> None:
    funny = np.asarray([1.0 if name == "funny" else -1.0 for name in NAMES], dtype=np.float32)

    mood = combine_moods({"genres": funny, "keywords": None, "reviews": funny})

    assert mood.shares == {name: float(name == "funny") for name in NAMES}
    assert mood.parts == {"genres": 0.8, "reviews": 0.2}
    assert combine_moods({"genres": None}).parts == {}


def test_every_mood_has_a_name_in_five_languages() -> None:
    assert {mood: sorted(names) for mood, names in MOOD_NAMES.items()} == {
        mood: ["en", "hi", "kn", "ta", "te"] for mood in MOODS
    }
    assert (mood_name("funny", "te"), mood_name("funny", "fr")) == (MOOD_NAMES["funny"]["te"], "Funny")
