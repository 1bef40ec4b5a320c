"""Lists of titles by API: shape, order, narrowing, errors, what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from catalog.api.serializers import SimilarTitleSerializer, TitleCardSerializer
from catalog.enums import CreditRole, TitleStatus
from catalog.models import Country, Credit, Genre, Keyword, Person, Title
from catalog.services.search_index import index_titles
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
LISTS = ["/api/content/trending", "/api/content/popular", "/api/content/genre/comedy"]


@pytest.fixture(autouse=True)
def comedy() -> Genre:
    return Genre.objects.create(slug="comedy", name="Comedy", names={"te": "హాస్యం"})


def with_genre(comedy: Genre, *titles: Title) -> None:
    comedy.titles.add(*titles)


def ids(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def rate(title: Title, **sums: float) -> Title:
    for name, value in sums.items():
        setattr(title.stats, name, value)
    title.stats.save()
    return title


def test_a_card_has_exactly_the_documented_fields(api: APIClient, comedy: Genre) -> None:
    title = rate(make_title("Eega", original_title="ఈగ"), average=4.25, rating_count=8)
    with_genre(comedy, title)
    body = api.get("/api/content/trending").json()
    assert body == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": title.pk,
                "kind": "movie",
                "is_anime": False,
                "title": "Eega",
                "original_title": "ఈగ",
                "year": 2012,
                "genres": ["Comedy"],
                "language": "te",
                "poster": f"/title/{title.pk}/poster.svg",
                "rating": {"average": 4.25, "count": 8},
                "url": f"/title/{title.pk}-eega/",
            }
        ],
    }
    assert list(body["results"][0]) == list(TitleCardSerializer().fields)


def test_orders(api: APIClient) -> None:
    first = rate(make_title("A", year=1990), trend=1.0, rating_count=9, score=3.0)
    second = rate(make_title("C", year=2000), trend=3.0, rating_count=5, score=4.0)
    third = rate(make_title("B", year=None), trend=2.0, rating_count=7, score=3.5)
    for days, title in ((3, first), (1, second), (2, third)):
        Title.objects.filter(pk=title.pk).update(created_at=timezone.now() - timedelta(days=days))
    found = {
        sort: ids(api.get(f"/api/content/trending?sort={sort}"))
        for sort in ("trend", "popular", "best", "year", "name", "new")
    }
    a, b, c = first.pk, third.pk, second.pk
    assert found == {
        "trend": [c, b, a],
        "popular": [a, b, c],
        "best": [c, b, a],
        "year": [c, a, b],
        "name": [a, b, c],
        "new": [c, b, a],
    }
    assert ids(api.get("/api/content/popular")) == [a, b, c]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("language=te", ["Old"]),
        ("language=te&language=hi", ["New", "Old"]),
        ("kind=tv", ["New"]),
        ("anime=true", ["New"]),
        ("anime=false", ["Old", "Unknown"]),
        ("year_from=1990", ["New"]),
        ("year_to=1990", ["Old"]),
        ("year_from=1950&year_to=1957", ["Old"]),
        ("decade=2010", ["New"]),
        ("country=in", ["Old"]),
        ("genre=comedy", ["Old"]),
        ("runtime=epic", ["Old"]),
        ("min_score=3.5", ["New"]),
        ("language=ta", []),
        ("language=&kind=&sort=&page=", ["New", "Old", "Unknown"]),
    ],
)
def test_narrowing(api: APIClient, comedy: Genre, query: str, names: list[str]) -> None:
    old = make_title("Old", year=1957, language="te", runtime=184)
    with_genre(comedy, old)
    old.countries.add(Country.objects.create(code="IN", name="India"))
    rate(make_title("New", year=2012, language="hi", kind="tv", is_anime=True, runtime=45), score=4.0)
    make_title("Unknown", year=None, language="")
    body = api.get(f"/api/content/trending?{query}").json()
    assert (sorted(row["title"] for row in body["results"]), body["count"]) == (names, len(names))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("language=xx1", "language"),
        ("language=te&language=klingon", "language"),
        ("genre=unheard", "genre"),
        ("kind=film", "kind"),
        ("anime=maybe", "anime"),
        ("country=Atlantis", "country"),
        ("decade=1995", "decade"),
        ("year_from=abc", "year_from"),
        ("year_to=99999", "year_to"),
        ("year_from=2000&year_to=1990", "year_to"),
        ("runtime=endless", "runtime"),
        ("min_score=6", "min_score"),
        ("min_score=nan", "min_score"),
        ("sort=random", "sort"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=٣", "page"),
        ("page_size=101", "page_size"),
    ],
)
def test_what_cannot_be_understood_is_told_by_field(api: APIClient, query: str, field: str) -> None:
    response = api.get(f"/api/content/trending?{query}")
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(body["errors"]) == [field]


@pytest.mark.parametrize("path", LISTS)
def test_pages(api: APIClient, comedy: Genre, path: str) -> None:
    with_genre(comedy, *make_titles(5))
    body = api.get(f"{path}?page=2&page_size=2&sort=name").json()
    assert [row["title"] for row in body["results"]] == ["Title 002", "Title 003"]
    assert body["count"] == 5
    assert body["next"] == f"http://testserver{path}?page=3&page_size=2&sort=name"
    assert body["previous"] == f"http://testserver{path}?page_size=2&sort=name"
    missing = api.get(f"{path}?page=4&page_size=2")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("status", [TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.ARCHIVED])
def test_unpublished_titles_are_in_no_list(api: APIClient, comedy: Genre, path: str, status: TitleStatus) -> None:
    with_genre(comedy, make_title(status=status), make_title(is_adult=True))
    assert api.get(path).json()["count"] == 0


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_for_any_length(
    api: APIClient, comedy: Genre, path: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with_genre(comedy, *make_titles(count))
    with django_assert_num_queries(4):  # how many, the rows, their genre links, the genres of the process
        assert len(ids(api.get(path))) == count


def test_unknown_genre(api: APIClient) -> None:
    assert api.get("/api/content/genre/unheard").status_code == 404


def test_genres(api: APIClient, comedy: Genre) -> None:
    Genre.objects.create(slug="war", name="War")
    with_genre(comedy, make_title(), make_title(status=TitleStatus.DRAFT))
    assert api.get("/api/genres").json() == {
        "count": 2,
        "next": None,
        "previous": None,
        "results": [
            {"slug": "comedy", "name": "Comedy", "names": {"te": "హాస్యం"}, "titles": 1},
            {"slug": "war", "name": "War", "names": {}, "titles": 0},
        ],
    }


def credit(title: Title, name: str, role: CreditRole) -> Person:
    person, _ = Person.objects.get_or_create(name=name, defaults={"name_key": name, "slug": "x"})
    Credit.objects.create(title=title, person=person, role=role)
    return person


def test_similar_says_why(api: APIClient, comedy: Genre) -> None:
    rope = Keyword.objects.create(slug="rope", name="rope")
    own, same_maker, same_word, same_genre = (make_title(name) for name in ("Own", "Maker", "Word", "Genre"))
    hidden = make_title("Hidden", status=TitleStatus.DRAFT)
    for title in (own, same_maker, hidden):
        credit(title, "A. Maker", CreditRole.DIRECTOR)
    for title in (own, same_word, hidden):
        title.keywords.add(rope)
        credit(title, "B. Player", CreditRole.ACTOR)
    with_genre(comedy, own, same_genre)
    make_titles(40, language="en")  # what is shared says something only beside those who do not share it
    body = api.get(f"/api/content/similar/{own.pk}").json()
    assert [(row["title"], row["reason"]) for row in body["results"]] == [
        ("Word", "Shares B. Player and rope"),
        ("Maker", "Also by A. Maker"),
        ("Genre", "Also comedy in Telugu"),
    ]
    assert list(body["results"][0]) == list(SimilarTitleSerializer().fields)
    assert api.get(f"/api/content/similar/{hidden.pk}").status_code == 404
    assert api.get(f"/api/content/similar/{own.pk}?limit=1").json()["count"] == 1
    assert api.get(f"/api/content/similar/{own.pk}?limit=0").json()["errors"] == {
        "limit": ["A whole number from 1 to 50."]
    }


@pytest.mark.parametrize("count", [1, 3])
def test_similar_takes_the_same_queries_for_any_length(
    api: APIClient, comedy: Genre, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own, *others = make_titles(count + 1)
    for title in (own, *others):
        credit(title, "A. Maker", CreditRole.DIRECTOR)
    with_genre(comedy, own)
    with django_assert_num_queries(12):
        assert len(ids(api.get(f"/api/content/similar/{own.pk}"))) == count


def test_people(api: APIClient) -> None:
    one, two, hidden = make_title("One", year=2001), make_title("Two", year=2002), make_title("H", status="draft")
    busy = credit(one, "S. S. Rajamouli", CreditRole.DIRECTOR)
    credit(two, "S. S. Rajamouli", CreditRole.DIRECTOR)
    credit(two, "S. S. Rajamouli", CreditRole.ACTOR)
    other = credit(two, "Rajinikanth", CreditRole.ACTOR)
    unseen = credit(hidden, "Raju Hidden", CreditRole.ACTOR)
    index_titles(title_ids=[one.pk, two.pk, hidden.pk])
    assert api.get("/api/people?q=raj").json() == {
        "count": 2,
        "next": None,
        "previous": None,
        "results": [
            {"id": busy.pk, "name": "S. S. Rajamouli", "titles": 2, "url": f"/person/{busy.pk}-x/"},
            {"id": other.pk, "name": "Rajinikanth", "titles": 1, "url": f"/person/{other.pk}-x/"},
        ],
    }
    assert ids(api.get("/api/people")) == [busy.pk, other.pk]
    assert ids(api.get("/api/people?q=రాజమౌళి")) == [busy.pk]
    assert ids(api.get("/api/people?q=!!!")) == []
    detail = api.get(f"/api/people/{busy.pk}").json()
    assert {role: [card["title"] for card in cards] for role, cards in detail.pop("credits").items()} == {
        "director": ["Two", "One"],
        "actor": ["Two"],
    }
    assert detail == {"id": busy.pk, "name": "S. S. Rajamouli", "names": {}, "url": f"/person/{busy.pk}-x/"}
    assert [api.get(f"/api/people/{pk}").status_code for pk in (unseen.pk, 10**18, 10**30)] == [404, 404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_people_take_the_same_queries_for_any_length(
    api: APIClient, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    title = make_title()
    people = [credit(title, f"Person {number}", CreditRole.ACTOR) for number in range(count)]
    index_titles(title_ids=[title.pk])
    with django_assert_num_queries(2):
        assert len(ids(api.get("/api/people"))) == count
    with django_assert_num_queries(5):
        assert api.get(f"/api/people/{people[0].pk}").status_code == 200
