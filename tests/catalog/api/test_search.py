"""Search and suggestions by API."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from catalog.api.search_serializers import FoundTitlePageSerializer
from catalog.enums import CreditRole, TitleStatus
from catalog.models import Credit, Person, Title
from catalog.services.search_index import index_titles
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PATHS = [("/api/movies/search", "query"), ("/api/content/search", "query"), ("/api/search", "q")]


def make_found(name: str, **fields: object) -> Title:
    title = make_title(name, **fields)
    index_titles(title_ids=[title.pk])
    return title


@pytest.mark.parametrize(("path", "name"), PATHS)
def test_finds_in_any_script(api: APIClient, path: str, name: str) -> None:
    title = make_found("Baahubali: The Beginning", original_title="బాహుబలి")
    for query in ("bahubali", "baahubali", "బాహుబలి", "बाहुबली"):
        body = api.get(path, {name: query}).json()
        assert ([row["id"] for row in body["results"]], body["count"], body["tolerant"]) == ([title.pk], 1, False)


def test_facets_on_request(api: APIClient) -> None:
    make_found("Rope One", language="te")
    make_found("Rope Two", language="hi")
    plain = api.get("/api/search?q=rope&language=te").json()
    body = api.get("/api/search?q=rope&language=te&facets=true").json()
    assert list(body) == list(FoundTitlePageSerializer().fields)
    assert (body["count"], "facets" in plain) == (1, False)
    assert body["facets"]["language"] == [{"value": "hi", "count": 1}, {"value": "te", "count": 1}]


@pytest.mark.parametrize(("path", "name"), PATHS)
@pytest.mark.parametrize("query", ["", "   ", "x" * 201])
def test_a_query_is_needed(api: APIClient, path: str, name: str, query: str) -> None:
    response = api.get(path, {name: query})
    assert (response.status_code, list(response.json()["errors"])) == (400, [name])


@pytest.mark.parametrize("extra", ["page=0", "page_size=0", "sort=x&page=x", "kind=x", "facets=perhaps"])
def test_bad_parameters(api: APIClient, extra: str) -> None:
    response = api.get(f"/api/search?q=rope&{extra}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_nul_bytes(api: APIClient) -> None:
    responses = [api.get(f"{path}?{name}=a%00b") for path, name in (*PATHS, ("/api/search/suggest", "q"))]
    assert [response.status_code for response in responses] == [400] * 4


def test_pages(api: APIClient) -> None:
    for number in range(3):
        make_found(f"Rope {number}")
    body = api.get("/api/search?q=rope&page=2&page_size=2").json()
    assert (body["count"], len(body["results"]), body["next"]) == (3, 1, None)
    assert body["previous"] == "http://testserver/api/search?q=rope&page_size=2"
    assert api.get("/api/search?q=rope&page=3&page_size=2").status_code == 404
    assert api.get("/api/search?q=nothing").json()["results"] == []


def test_unpublished_titles_are_not_found(api: APIClient) -> None:
    make_found("Rope", status=TitleStatus.DRAFT)
    make_found("Rope", is_adult=True)
    assert api.get("/api/search?q=rope").json()["count"] == 0
    assert api.get("/api/search/suggest?q=rope").json() == {"results": []}


def test_suggests_titles_and_people(api: APIClient) -> None:
    title = make_title("Magadheera", original_title="మగధీర", year=2009)
    person = Person.objects.create(name="Mahesh Babu", name_key="maheshbabu", slug="mahesh-babu")
    Credit.objects.create(title=title, person=person, role=CreditRole.ACTOR)
    index_titles(title_ids=[title.pk])
    found = api.get("/api/search/suggest?q=ma").json()["results"]
    assert [list(item) for item in found] == [["label", "sublabel", "url", "kind"]] * 2
    assert [tuple(item.values()) for item in found] == [
        ("Magadheera", "మగధీర · 2009 · Telugu", f"/title/{title.pk}-magadheera/", "movie"),
        ("Mahesh Babu", "1 title", f"/person/{person.pk}-mahesh-babu/", "person"),
    ]
    assert api.get("/api/search/suggest?q=m").json() == {"results": []}
    assert api.get("/api/search/suggest").json()["errors"] == {"q": ["Say what to look for."]}


def test_at_most_eight_suggestions(api: APIClient) -> None:
    for number in range(12):
        make_found(f"Rope {number}")
    assert len(api.get("/api/search/suggest?q=rope").json()["results"]) == 8


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_the_same_queries_for_any_length(
    api: APIClient, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_found(f"Rope {number}")
    with django_assert_num_queries(4):  # ids, cards, genre links, genres of the process
        assert api.get("/api/search?q=rope").json()["count"] == count
    with django_assert_num_queries(4):  # ids, people, cards, genre links
        assert len(api.get("/api/search/suggest?q=rope").json()["results"]) == count
