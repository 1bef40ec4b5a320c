"""Readers give their type within its bounds, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.providers import reading

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(ANYTHING)
def test_no_reader_raises(value: Any) -> None:
    assert isinstance(reading.mapping(value), dict)
    assert all(isinstance(item, dict) for item in reading.items(value))
    assert all(isinstance(item, str) and item for item in reading.strings(value))
    assert len(reading.line(value, 10)) <= 10
    assert len(reading.paragraphs(value, 10)) <= 10
    assert reading.whole(value, 1, 9) in {None, *range(1, 10)}
    number = reading.decimal(value, 0, 1)
    assert number is None or 0 <= number <= 1
    assert isinstance(reading.truth(value), bool)
    assert reading.day(value) is None or isinstance(reading.day(value), date)
    assert reading.moment(value) is None or isinstance(reading.moment(value), datetime)
    for reader in (reading.language, reading.country, reading.imdb_id, reading.youtube_key, reading.slug):
        assert isinstance(reader(value), str)
    assert isinstance(reading.link(value, ("example.org",)), str)
    assert reading.minutes(value) is None or isinstance(reading.minutes(value), int)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  a \t b\n", "a b"),
        ("a\x00b", "ab"),
        ("\u202eabc", "abc"),
        ("\ud800x", "x"),
        ("క్‌ష", "క్‌ష"),  # a joiner that the script needs
        (7, ""),
    ],
)
def test_lines(value: Any, expected: str) -> None:
    assert reading.line(value) == expected


def test_paragraphs_keep_their_lines_and_lose_their_markup() -> None:
    assert reading.paragraphs("<b>One</b>  two\r\n\r\n3 < 4 <br/>x") == "One two\n\n3 < 4 x"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(7, 7), (7.0, 7), ("7", 7), ("1,200", 1200), (7.5, None), (True, None), ("７", None), (-1, None), ("", None)],
)
def test_whole_numbers(value: Any, expected: int | None) -> None:
    assert reading.whole(value, 0, 5000) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(8.7, 8.7), ("8.7", 8.7), (8, 8.0), ("nan", None), ("inf", None), (float("nan"), None), (11, None), (True, None)],
)
def test_decimals(value: Any, expected: float | None) -> None:
    assert reading.decimal(value, 0, 10) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-04-05T10:00:00.000Z", datetime(2019, 4, 5, 10, tzinfo=UTC)),
        ("2019-04-05T10:00:00+05:30", datetime(2019, 4, 5, 4, 30, tzinfo=UTC)),
        ("2019-04-05", datetime(2019, 4, 5, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
    ],
)
def test_moments(value: str, expected: datetime | None) -> None:
    assert reading.moment(value) == expected


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("https://www.themoviedb.org/movie/550/watch?locale=IN", True),
        ("https://themoviedb.org/", True),
        ("http://www.themoviedb.org/", False),
        ("https://themoviedb.org.evil.example/", False),
        ("https://evilthemoviedb.org/", False),
        ("https://themoviedb.org@evil.example/", False),
        ("https://themoviedb.org:8443/", False),
        ("//themoviedb.org/", False),
        ("https://themoviedb.org/" + "x" * 300, False),
        ("https://themoviedb.org/a b", False),
    ],
)
def test_links(value: str, good: bool) -> None:
    assert reading.link(value, ("themoviedb.org",)) == (value if good else "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("121 min", 121),
        ("25 min per ep", 25),
        ("1 hr 46 min", 106),
        ("1 hr. 46 min.", 106),
        ("2 hr", 120),
        ("1 h 5 min", 65),
        ("1,020 min", 1020),
        ("23 sec", None),
        ("Unknown", None),
        ("", None),
    ],
)
def test_minutes(value: str, expected: int | None) -> None:
    assert reading.minutes(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("Sci-Fi & Fantasy", "sci-fi-fantasy"), ("Amélie", "amelie"), ("దీపం", ""), (None, "")]
)
def test_slugs(value: Any, expected: str) -> None:
    assert reading.slug(value) == expected
