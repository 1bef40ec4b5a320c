"""Browse: the address is the state, with and without htmx."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Genre, TitleStats
from catalog.views.browse import PAGE_SIZE
from ratings.services.rating import rate_title
from tests.catalog.pages import SCRIPT, assert_well_formed, make_full_title, queries_of, text_of
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def _titles(response: object) -> list[str]:
    return [card.title for card in response.context["cards"]]  # type: ignore[attr-defined]


def test_shows_the_whole_catalog(client: Client) -> None:
    make_full_title("Eega")
    make_title("Her", language="en")
    response = client.get("/browse/")
    assert response.status_code == 200
    assert_well_formed(response)
    assert sorted(_titles(response)) == ["Eega", "Her"]
    assert "2 titles" in text_of(response)


def test_the_address_narrows_and_orders(client: Client) -> None:
    make_title("Eega", language="te", year=2012)
    make_title("Magadheera", language="te", year=2009)
    make_title("Her", language="en", year=2013)
    response = client.get("/browse/?language=te&sort=year")
    assert _titles(response) == ["Eega", "Magadheera"]
    assert "2 titles of 3" in text_of(response)
    assert [(chip.label, chip.query) for chip in response.context["chips"]] == [("Telugu", "sort=year")]


def test_every_choice_made_is_a_chip_that_takes_it_back(client: Client) -> None:
    make_full_title("Eega", is_anime=True)
    query = "kind=movie&anime=true&language=te&genre=fantasy&country=IN&decade=2010&runtime=feature&min_score=3"
    response = client.get(f"/browse/?{query}")
    assert response.status_code == 200
    labels = ["Films", "Anime", "Telugu", "Fantasy", "2010s", "1 h 30 to 2 h", "3 stars and up", "India"]
    assert [chip.label for chip in response.context["chips"]] == labels
    assert all(len(chip.query.split("&")) == 7 for chip in response.context["chips"])


def test_choices_are_drawn_with_their_counts(client: Client) -> None:
    make_title("Eega", language="te")
    make_titles(2, language="hi")
    facets = {facet.name: facet for facet in client.get("/browse/?language=te").context["facets"]}
    assert [(o.value, o.count, o.on) for o in facets["language"].options] == [("hi", 2, False), ("te", 1, True)]


def test_a_choice_that_leaves_nothing_stays_in_sight(client: Client) -> None:
    make_title("Eega", language="te")
    response = client.get("/browse/?language=ko")
    assert_well_formed(response)
    options = next(facet for facet in response.context["facets"] if facet.name == "language").options
    assert ("ko", 0, True) in [(option.value, option.count, option.on) for option in options]
    assert "Nothing has all of this" in text_of(response)
    assert f'href="{reverse("catalog:browse")}"' in response.content.decode()


def test_decades_are_lit_where_the_years_reach(client: Client) -> None:
    for year in (1957, 1975, 2012):
        make_title(f"Film {year}", year=year)
    bars = client.get("/browse/?year_from=1970&year_to=1999").context["decades"].bars
    assert [int(bar.value) for bar in bars if bar.lit] == [1970, 1980, 1990]
    assert [(int(bar.value), bar.count) for bar in bars if bar.count] == [(1950, 1), (1970, 1), (2010, 1)]


def test_htmx_gets_the_parts_that_change_and_a_clean_address(client: Client) -> None:
    make_full_title("Eega")
    response = client.get("/browse/?language=te&year_from=&year_to=&kind=&sort=trend", headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/browse/?language=te"
    assert "HX-Request" in response["Vary"]
    assert "<html" not in html
    assert html.count('hx-swap-oob="true"') == 7
    assert client.get("/browse/", headers=HTMX)["HX-Push-Url"] == "/browse/"


def test_without_htmx_nothing_is_out_of_band(client: Client) -> None:
    make_full_title("Eega")
    client.get("/browse/?language=te", headers=HTMX)
    assert "hx-swap-oob" not in client.get("/browse/?language=te").content.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("year_from=soon", "year_from"),
        ("year_from=2000&year_to=1990", "year_to"),
        ("language=klingon", "language"),
        ("genre=nothing", "genre"),
        ("sort=sideways", "sort"),
        ("page=0", "page"),
        ("min_score=9", "min_score"),
    ],
)
def test_what_cannot_be_understood_is_told_and_left_out(client: Client, query: str, field: str) -> None:
    make_title("Eega", language="te")
    response = client.get(f"/browse/?kind=movie&{query}")
    assert response.status_code == 400
    assert_well_formed(response)
    assert list(response.context["errors"]) == [field]
    assert response.context["chips"][0].label == "Films"


def test_pages_follow_each_other_and_end(client: Client) -> None:
    make_titles(PAGE_SIZE + 1)
    first, second = client.get("/browse/?sort=name"), client.get("/browse/?sort=name&page=2")
    assert (len(_titles(first)), len(_titles(second))) == (PAGE_SIZE, 1)
    assert 'rel="next" href="?sort=name&amp;page=2"' in first.content.decode()
    assert client.get("/browse/?page=3").status_code == 404


def test_narrowed_lists_are_not_for_search_engines(client: Client) -> None:
    make_title("Eega")
    assert 'name="robots"' not in client.get("/browse/").content.decode()
    assert 'content="noindex, follow"' in client.get("/browse/?kind=movie").content.decode()


def test_members_see_their_own_ratings(client: Client, member: User) -> None:
    title = make_title("Eega")
    rate_title(member=member, title_id=title.pk, value=3.5)
    client.force_login(member)
    assert client.get("/browse/").context["cards"][0].own_rating == 3.5


def test_genres_lead_to_their_part_of_the_catalog(client: Client) -> None:
    Genre.objects.create(slug="drama", name="Drama")
    response = client.get("/genre/drama/")
    assert (response.status_code, response["Location"]) == (302, "/browse/?genre=drama")
    assert client.get("/genre/none/").status_code == 404


@pytest.mark.parametrize("logged_in", [False, True])
def test_more_titles_cost_no_more_queries(client: Client, member: User, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    make_full_title("One")
    one = queries_of(client, "/browse/")
    make_full_title("Two")
    make_full_title("Three")
    assert queries_of(client, "/browse/") == one


def test_hostile_names_stay_text(client: Client) -> None:
    make_title(SCRIPT, slug="x")
    Genre.objects.create(slug="odd", name=SCRIPT)
    for query in ("", "?genre=odd", "?language=%3Cscript%3E", "?sort=%22%3E%3Cscript%3E"):
        response = client.get(f"/browse/{query}")
        assert "<script>" not in response.content.decode()
        assert_well_formed(response)


def test_scores_narrow(client: Client) -> None:
    high, low = make_titles(2)
    TitleStats.objects.filter(pk=high.pk).update(score=4.2)
    TitleStats.objects.filter(pk=low.pk).update(score=2.0)
    assert _titles(client.get("/browse/?min_score=4")) == [high.title]
