"""The state of a list is its address, both ways."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from catalog.models import Country, Genre
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import BrowseState, InvalidFilterError, read_state
from catalog.selectors.discovery import (
    PageNotFoundError,
    best,
    browse,
    facets_of,
    in_genre,
    in_language,
    new_arrivals,
    popular,
    trending,
)
from catalog.selectors.extensions import own_ratings_of
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _genres() -> None:
    Genre.objects.bulk_create([Genre(slug=slug, name=slug) for slug in ("comedy", "drama")])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=tv",
        "anime=true",
        "anime=false",
        "language=te&language=hi",
        "genre=comedy&genre=drama",
        "country=IN&decade=1990",
        "year_from=1990&year_to=2000",
        "runtime=epic&min_score=3.5&sort=best&page=2",
    ],
)
def test_reads_what_it_writes(query: str) -> None:
    assert read_state(QueryDict(query)).query() == query


def test_defaults_are_left_out() -> None:
    assert read_state(QueryDict("sort=trend&page=1&kind=&language=")) == BrowseState(TitleFilters())
    assert BrowseState(TitleFilters()).query() == ""


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidFilterError) as caught:
        read_state(QueryDict("kind=x&decade=x&language=x"))
    assert sorted(caught.value.errors) == ["decade", "kind", "language"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "9999999", "٣", "9" * 5000])
def test_pages_are_numbers(page: str) -> None:
    with pytest.raises(InvalidFilterError):
        read_state(QueryDict(f"page={page}"))


@pytest.mark.parametrize(
    ("dimension", "value", "query"),
    [
        ("language", "te", "language=te&genre=comedy"),
        ("genre", "drama", "genre=comedy&genre=drama"),
        ("genre", "comedy", ""),
        ("decade", "1990", "genre=comedy&decade=1990"),
        ("anime", "true", "anime=true&genre=comedy"),
        ("kind", "tv", "kind=tv&genre=comedy"),
        ("runtime", "short", "genre=comedy&runtime=short"),
    ],
)
def test_choices_are_made_and_taken_back(dimension: str, value: str, query: str) -> None:
    state = read_state(QueryDict("genre=comedy&page=3"))
    once = state.toggled(dimension, value)
    assert once.query() == query
    assert once.toggled(dimension, value) == state.with_page(1)


def test_other_links() -> None:
    state = read_state(QueryDict("language=te&page=3"))
    assert state.with_page(4).query() == "language=te&page=4"
    assert state.with_sort("best").query() == "language=te&sort=best"


def test_pages_end() -> None:
    make_titles(3)
    page = browse("name", TitleFilters(), number=2, size=2)
    assert ([card.title for card in page.cards], page.count, page.last) == (["Title 002"], 3, 2)
    with pytest.raises(PageNotFoundError):
        browse("name", TitleFilters(), number=3, size=2)
    empty = browse("name", TitleFilters(languages=("hi",)), number=1, size=2)
    assert (empty.cards, empty.last) == ((), 1)


def test_rails() -> None:
    title = make_title(language="te")
    title.genres.add(Genre.objects.get(slug="comedy"))
    make_title("Else", language="hi")
    rails = [
        trending(5, languages=["te"]),
        popular(5, languages=["te"]),
        best(5, languages=["te"]),
        new_arrivals(5, languages=["te"]),
        in_genre("comedy", 5),
        in_language("te", 5),
    ]
    assert [[card.id for card in rail] for rail in rails] == [[title.pk]] * 6


def test_facets_leave_their_own_wish_aside() -> None:
    title = make_title(language="te", year=1994, runtime=100)
    title.countries.add(Country.objects.create(code="IN", name="India"))
    make_title(language="hi", year=2001, runtime=None, status="draft")
    make_title(language="hi", year=2004, runtime=200)
    facets = facets_of(TitleFilters(languages=("te",)))
    assert facets == {
        "kind": [("movie", 1)],
        "anime": [],
        "language": [("hi", 1), ("te", 1)],
        "genre": [],
        "country": [("IN", 1)],
        "decade": [("1990", 1)],
        "runtime": [("feature", 1)],
    }


def test_visitors_have_no_ratings() -> None:
    assert own_ratings_of(None, [1]) == {}
