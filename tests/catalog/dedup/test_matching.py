"""Two descriptions, and whether they mean one title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.dedup.matching import DESK, MERGE, Facts, compare, name_keys, people_keys, spellings, split_year

EEGA = Facts(
    names=name_keys(["Eega", "ఈగ"]),
    year=2012,
    runtime=145,
    language="te",
    makers=people_keys(["S. S. Rajamouli"]),
    cast=people_keys(["Nani", "Samantha", "Sudeep"]),
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Matrix, The (1999)", ("Matrix, The", 1999)),
        ("Lost (2004–2010)", ("Lost", 2004)),
        ("2012", ("2012", None)),
        ("(1999)", ("(1999)", None)),
    ],
)
def test_year_behind_a_name_is_read(name: str, parts: tuple[str, int | None]) -> None:
    assert split_year(name) == parts


def test_articles_and_brackets_are_spellings_of_one_name() -> None:
    assert spellings("City of Lost Children, The (Cité des enfants perdus, La) (1995)") == [
        "The City of Lost Children",
        "City of Lost Children",
        "La Cité des enfants perdus",
        "Cité des enfants perdus",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Matrix, The", "The Matrix"),
        ("The Godfather: Part II", "The Godfather: Part 2"),
        ("Rocky II", "Rocky 2"),
        ("ఈగ", "Eega"),
        ("Seven (a.k.a. Se7en) (1995)", "Se7en"),
        ("Amélie", "Amelie"),
    ],
)
def test_names_written_differently_meet(one: str, other: str) -> None:
    assert name_keys([one]) & name_keys([other])


@pytest.mark.parametrize(
    ("one", "other"), [("Drishyam", "Drishyam 2"), ("Alien", "Aliens"), ("Up", "Us"), ("2012", "2046")]
)
def test_different_names_do_not(one: str, other: str) -> None:
    assert compare(Facts(name_keys([one])), Facts(name_keys([other]))).score == 0


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        (replace(EEGA), MERGE, 1.0),
        (Facts(names=name_keys(["Eega"]), year=2012), MERGE, 1.0),
        (Facts(names=name_keys(["Eega"]), year=2013), DESK, MERGE - 0.001),
        (Facts(names=name_keys(["Eega"]), year=2013, makers=people_keys(["SS Rajamouli"])), MERGE, 1.0),
        (Facts(names=name_keys(["Eega"])), DESK, MERGE - 0.001),
        (replace(EEGA, kind="tv"), DESK, MERGE - 0.001),
        (Facts(names=name_keys(["Eega"]), kind="tv", year=2012), 0.0, DESK - 0.001),
        (replace(EEGA, language="hi"), DESK, MERGE - 0.001),
        (Facts(names=name_keys(["Eega"]), year=2012, makers=people_keys(["Somebody Else"])), 0.0, DESK - 0.001),
        (replace(EEGA, year=2022, makers=frozenset(), cast=frozenset()), 0.0, DESK - 0.001),
    ],
    ids=["itself", "name and year", "a year apart", "with director", "no year", "film and series", "series of its name",
         "other language", "other director", "ten years later"],
)  # fmt: skip
def test_score_of(other: Facts, least: float, most: float) -> None:
    score = compare(EEGA, other).score

    assert least <= score <= most
    assert compare(other, EEGA).score == score


def test_remake_in_another_language_is_another_film() -> None:
    original = Facts(name_keys(["Drishyam"]), year=2013, language="ml", makers=people_keys(["Jeethu Joseph"]))
    remake = Facts(name_keys(["Drishyam"]), year=2015, language="hi", makers=people_keys(["Nishikant Kamat"]))

    assert compare(original, remake).score == 0


def test_ids_decide() -> None:
    known = replace(EEGA, ids=frozenset({("imdb", "tt1"), ("tmdb_movie", "5")}))

    same = compare(known, Facts(name_keys(["Makkhi"]), ids=frozenset({("imdb", "tt1")})))
    other = compare(known, replace(EEGA, ids=frozenset({("imdb", "tt2")})))
    both = compare(known, replace(EEGA, ids=frozenset({("imdb", "tt1"), ("tmdb_movie", "6")})))

    assert (same.score, same.reasons) == (1.0, (("id imdb:tt1", 1.0),))
    assert (other.score, other.reasons) == (0.0, (("other id in imdb", -1.0),))
    assert both.score == 0.8


def test_numbers_of_films_and_of_series_are_not_compared() -> None:
    film = replace(EEGA, ids=frozenset({("tmdb_movie", "5")}))
    series = replace(EEGA, ids=frozenset({("tmdb_tv", "5")}))

    assert compare(film, series).reasons[0] == ("name", 0.55)


def test_reasons_add_up() -> None:
    verdict = compare(EEGA, Facts(name_keys(["Eega"]), year=2013, runtime=140, cast=people_keys(["Nani"])))

    assert verdict.reasons == (("name", 0.55), ("kind", 0.05), ("a year apart", 0.15), ("cast", 0.1), ("length", 0.05))
    assert verdict.score == round(sum(points for _, points in verdict.reasons), 3)
