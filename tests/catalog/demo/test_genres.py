"""Genre names of the demo catalog."""

from catalog.demo.genres import GENRES
from catalog.demo.reader import read_demo_titles
from catalog.demo.scripts import find_script_problem

LANGUAGES = ("en", "te", "hi", "ta", "kn")


def test_every_genre_is_named_in_the_five_languages() -> None:
    assert {slug: tuple(names) for slug, names in GENRES.items()} == dict.fromkeys(GENRES, LANGUAGES)


def test_every_name_is_in_the_script_of_its_language() -> None:
    problems = [
        (slug, language, find_script_problem(name, language))
        for slug, names in GENRES.items()
        for language, name in names.items()
    ]

    assert [problem for problem in problems if problem[2]] == []


def test_no_two_genres_share_a_name() -> None:
    for language in LANGUAGES:
        assert len({names[language] for names in GENRES.values()}) == len(GENRES)


def test_every_genre_is_used() -> None:
    used = {genre for title in read_demo_titles() for genre in title.genres}

    assert used == set(GENRES)
