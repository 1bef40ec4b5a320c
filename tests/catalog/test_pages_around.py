"""People, languages, the maps for search engines, and what leads to them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Credit
from catalog.views.person import PAGE_SIZE
from tests.catalog.pages import SCRIPT, assert_well_formed, make_full_title, make_person, queries_of, text_of
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def _path(person: Any) -> str:
    return f"/person/{person.pk}-{person.slug}/"


def test_a_person_by_what_they_did_most(client: Client) -> None:
    person = make_person("Nani", names={"te": "నాని"}, imdb_id="nm2222222")
    played, directed = make_titles(2), make_title("Own film")
    for title in played:
        Credit.objects.create(title=title, person=person, role="actor")
    Credit.objects.create(title=directed, person=person, role="director")
    response = client.get(_path(person))
    assert response.status_code == 200
    assert_well_formed(response)
    assert response.context["roles"] == [("actor", "Cast", 2), ("director", "Director", 1)]
    assert sorted(card.title for card in response.context["cards"]) == [title.title for title in played]
    assert "నాని" in text_of(response)
    other = client.get(_path(person) + "?role=director")
    assert [card.title for card in other.context["cards"]] == ["Own film"]
    assert client.get(_path(person) + "?role=nonsense").context["role"] == "actor"


def test_a_long_career_has_pages(client: Client) -> None:
    person = make_person("Busy")
    for title in make_titles(PAGE_SIZE + 1):
        Credit.objects.create(title=title, person=person, role="actor")
    assert len(client.get(_path(person)).context["cards"]) == PAGE_SIZE
    assert len(client.get(_path(person) + "?page=2").context["cards"]) == 1


def test_any_other_slug_leads_to_the_address(client: Client) -> None:
    make_full_title()
    person = Credit.objects.filter(role="actor").get().person
    for path in (f"/person/{person.pk}-wrong/", f"/person/{person.pk}/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, _path(person))


def test_people_without_published_titles_have_no_page(client: Client) -> None:
    person = make_person("Unknown")
    Credit.objects.create(title=make_title("Draft", status="draft"), person=person, role="actor")
    assert client.get(_path(person)).status_code == 404
    assert client.get("/person/99999999999999999999999-x/").status_code == 404


def test_hostile_people_stay_text(client: Client) -> None:
    person = make_person(SCRIPT, names={"te": SCRIPT})
    Credit.objects.create(title=make_title(SCRIPT, slug="x"), person=person, role="actor")
    response = client.get(_path(person))
    assert "<script>" not in response.content.decode()
    assert_well_formed(response)


def test_a_language_has_its_page(client: Client) -> None:
    make_full_title("Eega", language="te", year=2012)
    make_full_title("Mayabazar", language="te", year=1957)
    make_title("Her", language="en")
    response = client.get("/regional/te/")
    assert response.status_code == 200
    assert_well_formed(response)
    text = text_of(response)
    assert "తెలుగు Telugu" in text
    assert "2 titles" in text
    assert "from the 1950s to today" in text
    assert "Her" not in [card.title for card in response.context["page"].popular]


@pytest.mark.parametrize("language", ["ko", "klingon", "te-IN"])
def test_languages_without_titles_have_none(client: Client, language: str) -> None:
    make_title("Eega", language="te")
    assert client.get(f"/regional/{language}/").status_code == 404


@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.parametrize("page", ["person", "regional"])
def test_more_titles_cost_no_more_queries(client: Client, member: User, page: str, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    make_full_title("One")
    path = "/regional/te/" if page == "regional" else _path(Credit.objects.filter(role="actor").get().person)
    one = queries_of(client, path)
    make_full_title("Two")
    make_full_title("Three")
    assert queries_of(client, path) == one


def _addresses(response: Any) -> list[str]:
    return [item.text or "" for item in ElementTree.fromstring(response.content).iter(_LOC)]  # noqa: S314 (our own)


def test_maps_list_what_is_public(client: Client) -> None:
    title = make_full_title("Eega")
    make_title("Draft", status="draft")
    make_title("Adult", is_adult=True)
    index = client.get("/sitemap.xml")
    assert [address.rpartition("/")[2] for address in _addresses(index)] == [
        "sitemap-pages.xml",
        "sitemap-titles.xml",
        "sitemap-people.xml",
    ]
    titles = _addresses(client.get("/sitemap-titles.xml"))
    assert [address.partition("testserver")[2] for address in titles] == [f"/title/{title.pk}-{title.slug}/"]
    assert len(_addresses(client.get("/sitemap-people.xml"))) == 2
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_every_address_of_the_maps_answers(client: Client) -> None:
    for language in ("te", "hi", "ta", "kn", "en"):
        make_full_title(f"Film {language}", language=language)
    for section in ("pages", "titles", "people"):
        for address in _addresses(client.get(f"/sitemap-{section}.xml")):
            assert client.get(address.partition("testserver")[2]).status_code == 200, address


def test_robots_are_told_of_the_map(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://films.example"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: https://films.example/sitemap.xml"


@pytest.mark.parametrize("logged_in", [False, True])
def test_every_link_of_the_frame_leads_somewhere(client: Client, member: User, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    html = client.get("/search/").content.decode()
    frame = html.partition("<header")[2].partition("</header>")[0] + html.partition("<footer")[2]
    links = {part.partition('"')[0] for part in frame.split('href="/')[1:]}
    pages = sorted(link for link in links if "static/" not in link)
    assert pages
    for link in pages:
        assert client.get(f"/{link}", follow=True).status_code == 200, link
