"""Single titles by API."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from catalog.api.serializers import TitleDetailSerializer
from catalog.enums import CreditRole, RatingSource, Source, TitleStatus, VideoKind
from catalog.models import Country, Credit, ExternalId, ExternalRating, Genre, Keyword, Person, TitleName, Trailer
from catalog.services.search_index import index_titles
from catalog.services.titles import get_movie_details, search_movies
from ratings.services.rating import rate_title
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PATHS = ["/api/movies/{}", "/api/content/details/{}"]


@pytest.mark.parametrize("path", PATHS)
def test_tells_everything(api: APIClient, path: str) -> None:
    title = make_title("Eega", original_title="ఈగ", runtime=134, overview="A fly.", certifications={"IN": "U/A"})
    title.genres.add(Genre.objects.create(slug="fantasy", name="Fantasy"))
    title.keywords.add(Keyword.objects.create(slug="revenge", name="revenge"))
    title.countries.add(Country.objects.create(code="IN", name="India"))
    person = Person.objects.create(name="S. S. Rajamouli", name_key="ssrajamouli", slug="ssr")
    Credit.objects.create(title=title, person=person, role=CreditRole.DIRECTOR)
    TitleName.objects.create(title=title, name="Makkhi", language="hi")
    TitleName.objects.create(title=title, name="ఈగ", language="te")
    ExternalId.objects.create(title=title, source=Source.IMDB, value="tt2258337")
    Trailer.objects.create(title=title, key="abc", kind=VideoKind.FULL)
    ExternalRating.objects.create(title=title, source="imdb", value=7.7, votes=80000, provider="omdb")
    body = api.get(path.format(title.pk)).json()
    assert list(body) == list(TitleDetailSerializer().fields)
    assert {key: body[key] for key in list(body)[11:]} == {
        "end_year": None,
        "overview": "A fly.",
        "runtime": 134,
        "seasons": None,
        "release_date": None,
        "spoken_languages": [],
        "countries": [{"code": "IN", "name": "India"}],
        "certifications": {"IN": "U/A"},
        "people": [
            {
                "id": person.pk,
                "name": "S. S. Rajamouli",
                "role": "director",
                "character": "",
                "url": f"/person/{person.pk}-ssr/",
            }
        ],
        "keywords": ["revenge"],
        "names": [{"name": "Makkhi", "language": "hi", "kind": "official"}],
        "external_ids": {"imdb": "tt2258337"},
        "trailers": [{"site": "youtube", "key": "abc", "name": "", "language": "", "kind": "full"}],
        "external_ratings": [{"source": "imdb", "value": 7.7, "scale": 10, "votes": 80000}],
        "fetched_at": None,
        "stale": False,
        "histogram": [0] * 11,
        "review_count": 0,
        "watchlist_count": 0,
        "favorite_count": 0,
        "own_rating": None,
    }


def test_own_rating_is_the_askers(api: APIClient, member: User, other_member: User) -> None:
    title = make_title()
    rate_title(member=member, title_id=title.pk, value=4.5)
    stranger = APIClient()
    stranger.force_login(other_member)
    path = f"/api/movies/{title.pk}"
    browser = APIClient()
    browser.force_login(member)
    answers = [client.get(path).json()["own_rating"] for client in (api, browser, stranger, browser, api)]
    assert answers == [None, 4.5, None, 4.5, None]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.ARCHIVED])
def test_unpublished(api: APIClient, path: str, status: TitleStatus) -> None:
    title = make_title(status=status)
    response = api.get(path.format(title.pk))
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("number", ["0", "999999", str(10**19), str(10**40)])
def test_no_such_title(api: APIClient, number: str) -> None:
    assert [api.get(path.format(number)).status_code for path in PATHS] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_detail_takes_the_same_queries_for_any_length(
    api: APIClient, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    title = make_title()
    for number in range(count):
        person = Person.objects.create(name=f"P{number}", name_key=f"p{number}", slug="p")
        Credit.objects.create(title=title, person=person, role=CreditRole.ACTOR)
        title.keywords.add(Keyword.objects.create(slug=f"k{number}", name=f"k{number}"))
        TitleName.objects.create(title=title, name=f"Name {number}")
        ExternalRating.objects.create(title=title, source=RatingSource.values[number], value=1, provider="omdb")
    with django_assert_num_queries(13):
        assert len(api.get(f"/api/movies/{title.pk}").json()["people"]) == count


def test_services_speak_the_same_shape(api: APIClient) -> None:
    title = make_title("Eega")
    index_titles(title_ids=[title.pk])
    detail = api.get(f"/api/movies/{title.pk}").json()
    assert {**get_movie_details(title.pk), "own_rating": None} == detail
    assert search_movies("eega", 1) == api.get("/api/movies/search?query=eega").json()["results"]
    assert (search_movies("eega", 2), search_movies("eega", 0), search_movies("", 1)) == ([], [], [])
