"""The search page."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import TitleName
from catalog.services.search_index import index_titles
from catalog.views.search import PAGE_SIZE
from tests.catalog.pages import SCRIPT, assert_well_formed, make_full_title, queries_of, text_of
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db


def _titles(response: object) -> list[str]:
    return [card.title for card in response.context["results"].cards]  # type: ignore[attr-defined]


def test_asks_and_offers_when_nothing_was_asked(client: Client) -> None:
    make_title("Eega")
    response = client.get("/search/")
    assert response.status_code == 200
    assert_well_formed(response)
    assert "What are you looking for?" in text_of(response)
    assert [card.title for card in response.context["results"].instead] == ["Eega"]


@pytest.mark.parametrize("query", ["eega", "Eega", "ఈగ"])
def test_finds_titles_in_any_script(client: Client, query: str) -> None:
    title = make_full_title("Eega")
    TitleName.objects.create(title=title, language="te", name="ఈగ")
    index_titles(title_ids=[title.pk])
    response = client.get("/search/", {"q": query})
    assert_well_formed(response)
    assert _titles(response) == ["Eega"]
    assert response.context["results"].instead == []


def test_finds_people_beside_titles(client: Client) -> None:
    make_full_title("Eega")
    response = client.get("/search/?q=rajamouli")
    assert [person.name for person in response.context["results"].people] == ["S. S. Rajamouli"]
    assert _titles(response) == ["Eega"]


def test_says_what_to_do_when_nothing_is_found(client: Client) -> None:
    make_title("Eega")
    response = client.get("/search/?q=zzqxv")
    assert_well_formed(response)
    assert "Nothing found for “zzqxv”" in text_of(response)
    assert [card.title for card in response.context["results"].instead] == ["Eega"]


def test_near_misses_say_that_they_are(client: Client) -> None:
    make_full_title("Sankarabharanam")
    response = client.get("/search/?q=sankarabharnam")
    assert _titles(response) == ["Sankarabharanam"]
    assert "These come near" in text_of(response)


def test_pages_follow_each_other_and_end(client: Client) -> None:
    titles = make_titles(PAGE_SIZE + 1)
    index_titles(title_ids=[title.pk for title in titles])
    assert len(_titles(client.get("/search/?q=title"))) == PAGE_SIZE
    second = client.get("/search/?q=title&page=2")
    assert len(_titles(second)) == 1
    assert 'rel="prev" href="?q=title&amp;page=1"' in second.content.decode()
    assert client.get("/search/?q=title&page=3").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "٣", "99999999999999999999"])
def test_odd_page_numbers_break_nothing(client: Client, page: str) -> None:
    make_full_title("Eega")
    assert client.get("/search/", {"q": "eega", "page": page}).status_code in {200, 404}


@pytest.mark.parametrize("query", ["%", '"', "' OR 1=1 --", "*", "a" * 5000, "NEAR(", SCRIPT, "\ud83d"])
def test_hostile_words_break_nothing(client: Client, query: str) -> None:
    make_full_title("Eega")
    response = client.get("/search/", {"q": query.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert SCRIPT not in response.content.decode()
    assert_well_formed(response)


@pytest.mark.parametrize("logged_in", [False, True])
def test_more_titles_cost_no_more_queries(client: Client, member: User, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    make_full_title("Eega one")
    client.get("/search/?q=eega")  # the first time, a search enters the member's history
    one = queries_of(client, "/search/?q=eega")
    make_full_title("Eega two")
    make_full_title("Eega three")
    assert queries_of(client, "/search/?q=eega") == one
