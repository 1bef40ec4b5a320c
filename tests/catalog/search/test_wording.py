"""Words that a query may do without."""

from __future__ import annotations

import pytest

from catalog.search.folding import fold_words
from catalog.search.wording import looser, other_numbers, parts_of, without_year


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("drishyam 2015", ["drisyam"]),
        ("2018 2023", ["2018"]),
        ("1917", ["1917"]),
        ("blade runner", ["blade", "runer"]),
        ("fahrenheit 451", ["farenhet", "451"]),
    ],
)
def test_the_last_year_may_be_left_out(query: str, left: list[str]) -> None:
    assert without_year(fold_words(query)) == left


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jaws", []),
        ("the jaws", [["javs"]]),
        ("jaws 1975", [["javs"]]),
        ("the jaws 1975", [["te", "javs"], ["javs"]]),
        ("the", []),
        ("the 1975", [["te"]]),
    ],
)
def test_less_than_was_asked(query: str, found: list[list[str]]) -> None:
    assert looser(fold_words(query)) == found


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("3 Idiots", "tri idiots"),
        ("Seven Samurai", "7 samure"),
        ("Dune: Part Two", "dune part 2"),
        ("Jaws", ""),
        ("101 Dalmatians", ""),
    ],
)
def test_numbers_in_letters_and_figures(name: str, other: str) -> None:
    assert " ".join(other_numbers(fold_words(name))) == other


def test_where_a_blank_may_be_missing() -> None:
    assert parts_of("maniratnam")[:2] == [("man", "iratnam"), ("mani", "ratnam")]
    assert parts_of("jaws") == []
