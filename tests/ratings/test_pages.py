"""Rating, shelves, reviews and a member's pages, as forms, scripts and htmx use them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Genre, Title
from ratings.enums import SavedKind
from ratings.models import Rating, SavedTitle
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from ratings.services.shelves import set_saved
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/browse/?genre=drama"}
FAR = 10**30


@pytest.fixture
def title(db: None) -> Title:
    return make_title("Eega")


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def test_a_form_rates_and_goes_back_to_its_page(own: Client, title: Title, member: User) -> None:
    response = own.post(f"/title/{title.pk}/rate/", {"rating": "4.5"}, HTTP_REFERER="http://testserver/browse/?page=2")

    assert (response.status_code, response["Location"]) == (302, "/browse/?page=2")
    assert Rating.objects.get(user=member, title=title).value == 4.5


def test_a_foreign_referrer_is_not_followed(own: Client, title: Title) -> None:
    response = own.post(f"/title/{title.pk}/rate/", {"rating": "3"}, HTTP_REFERER="https://elsewhere.example/x")

    assert response["Location"] == "/ratings/"


def test_a_script_rates_and_clears(own: Client, title: Title, member: User) -> None:
    rated = own.post(f"/title/{title.pk}/rate/", {"rating": "0.5"}, **JSON).json()
    cleared = own.post(f"/title/{title.pk}/rate/", {"rating": ""}, **JSON).json()
    again = own.post(f"/title/{title.pk}/rate/", {"rating": ""}, **JSON).json()

    assert [rated["rating"], cleared["rating"], again["rating"]] == [0.5, None, None]
    assert not Rating.objects.exists()


@pytest.mark.parametrize("rating", ["0", "5.5", "4.25", "four", "nan", "-1", "4.5\x00"])
def test_only_half_stars_count_on_a_page(own: Client, title: Title, rating: str) -> None:
    response = own.post(f"/title/{title.pk}/rate/", {"rating": rating}, **JSON)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == {"rating": ["Half a star to five, in half steps."]}


def test_a_missing_rating_is_not_a_cleared_one(own: Client, title: Title, member: User) -> None:
    rate_title(member=member, title_id=title.pk, value=4)

    assert own.post(f"/title/{title.pk}/rate/", {}, **JSON).status_code == 400
    assert Rating.objects.count() == 1


def test_visitors_are_sent_to_log_in_and_back(client: Client, title: Title) -> None:
    path = f"/title/{title.pk}/rate/"
    form = client.post(path, {"rating": "4"}, HTTP_REFERER=f"http://testserver/title/{title.pk}-eega/")
    script = client.post(path, {"rating": "4"}, **JSON)
    htmx = client.post(f"/title/{title.pk}/watchlist/", **HTMX)

    assert form["Location"] == f"/login/?next=%2Ftitle%2F{title.pk}-eega%2F"
    assert (script.status_code, script["Content-Type"]) == (401, "application/problem+json")
    assert (htmx.status_code, htmx["HX-Redirect"]) == (401, "/login/?next=%2Fbrowse%2F%3Fgenre%3Ddrama")


def test_forms_need_their_token(member: User, title: Title) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert strict.post(f"/title/{title.pk}/rate/", {"rating": "4"}).status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.parametrize("shelf", ["watchlist", "favorite"])
def test_a_toggle_tells_its_new_state(own: Client, title: Title, shelf: str) -> None:
    answers = [own.post(f"/title/{title.pk}/{shelf}/", **HTMX) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert [json.loads(answer["HX-Trigger"])["toggled"] for answer in answers] == [{"on": True}, {"on": False}]
    assert not SavedTitle.objects.exists()


def test_a_toggle_without_script_goes_back(own: Client, title: Title) -> None:
    response = own.post(f"/title/{title.pk}/watchlist/", {"next": f"/title/{title.pk}-eega/"})

    assert response["Location"] == f"/title/{title.pk}-eega/"
    assert SavedTitle.objects.get().kind == SavedKind.WATCHLIST


TITLE_ADDRESSES = [
    ("post", "rate/"),
    ("post", "watchlist/"),
    ("post", "favorite/"),
    ("get", "rating/"),
    ("get", "lists/"),
    ("get", "reviews/"),
    ("post", "review/"),
    ("post", "review/delete/"),
]


@pytest.mark.parametrize(("method", "address"), TITLE_ADDRESSES)
@pytest.mark.parametrize("which", ["unknown", "far", "draft"])
def test_titles_that_nobody_may_see_are_not_found(own: Client, method: str, address: str, which: str) -> None:
    draft = make_title("Draft", status=TitleStatus.DRAFT)
    pk = {"unknown": draft.pk + 1, "far": FAR, "draft": draft.pk}[which]

    response = getattr(own, method)(f"/title/{pk}/{address}", {"rating": "4", "text": "Words."})

    assert response.status_code == 404


def test_the_title_part_shows_stars_shelves_and_the_curve(own: Client, title: Title, member: User) -> None:
    rate_title(member=member, title_id=title.pk, value=4.5)
    rate_title(member=make_member("nila"), title_id=title.pk, value=2)
    set_saved(member=member, title_id=title.pk, kind=SavedKind.FAVORITE, saved=True)

    response = own.get(f"/title/{title.pk}/rating/", **HTMX)

    page = response.content.decode()
    assert response.context["histogram"] == [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert (response.context["own_rating"], response.context["favorite"], response.context["watchlisted"]) == (
        4.5,
        True,
        False,
    )
    assert 'value="4.5" checked' in page
    assert "<html" not in page
    assert response["Cache-Control"] == "private, no-cache"


def test_parts_are_pages_without_script(client: Client, title: Title) -> None:
    for part in ("rating", "reviews"):
        page = client.get(f"/title/{title.pk}/{part}/").content.decode()
        assert page.lstrip().startswith("<!doctype html>")


@pytest.mark.parametrize("count", [1, 3])
def test_shelves_cost_the_same_however_long(
    own: Client, member: User, count: int, django_assert_num_queries: Any
) -> None:
    for title in make_titles(count):
        set_saved(member=member, title_id=title.pk, kind=SavedKind.WATCHLIST, saved=True)
    own.get("/watchlist/")

    with django_assert_num_queries(8):
        response = own.get("/watchlist/")

    assert [card.watchlisted for card in response.context["cards"]] == [True] * count


def test_shelves_come_in_pages(own: Client, member: User) -> None:
    SavedTitle.objects.bulk_create(
        SavedTitle(user=member, title=title, kind=SavedKind.FAVORITE, position=place)
        for place, title in enumerate(make_titles(50))
    )

    assert [len(own.get(f"/favorites/?page={page}").context["cards"]) for page in ("1", "2", "9", "x")] == [
        48,
        2,
        2,
        48,
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("ratings/", 5), ("reviews/", 6), ("parts/latest/", 9), ("parts/taste/", 3), ("parts/favorites/", 4)],
)
def test_a_members_pages_cost_the_same_however_much_there_is(
    client: Client, member: User, address: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    drama = Genre.objects.create(slug="drama", name="Drama")
    for title in make_titles(count):
        title.genres.add(drama)
        rate_title(member=member, title_id=title.pk, value=4)
        write_review(member=member, title_id=title.pk, text="Good rain.")
        set_saved(member=member, title_id=title.pk, kind=SavedKind.FAVORITE, saved=True)
    client.get(f"/@meera/{address}")

    with django_assert_num_queries(queries):
        assert client.get(f"/@meera/{address}").status_code == 200


def test_taste_is_answered_in_words_from_real_numbers(client: Client, member: User) -> None:
    for year, value in ((1985, 5), (1986, 5), (1987, 5), (2011, 3), (2012, 3.5), (2013, 3), (2014, 3)):
        rate_title(member=member, title_id=make_title(f"Of {year}", year=year).pk, value=value)

    response = client.get("/@meera/parts/taste/")

    taste = response.context["taste"]
    page = response.content.decode()
    assert (taste.count, taste.commonest, round(taste.mean, 2)) == (7, 5.0, 3.93)
    assert [(part.label, part.count) for part in taste.decades] == [
        ("1980s", 3),
        ("1990s", 0),
        ("2000s", 0),
        ("2010s", 4),
    ]
    assert "lives in the 2010s, happiest in the 1980s" in page
    assert "Telugu, and no other" in page


def test_ratings_can_be_ordered_by_value(client: Client, member: User) -> None:
    for value, title in zip((3, 5, 4), make_titles(3), strict=True):
        rate_title(member=member, title_id=title.pk, value=value)

    def values(query: str) -> list[float]:
        return [row.rating.value for row in client.get(f"/@meera/ratings/{query}").context["rated"]]

    assert (values(""), values("?sort=best"), values("?sort=nonsense")) == ([4, 5, 3], [5, 4, 3], [4, 5, 3])
