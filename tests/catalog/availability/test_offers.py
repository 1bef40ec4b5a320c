"""Where to watch: API, title page and the free shelf."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Profile
from catalog.enums import OfferKind, Provider, TitleStatus
from tests.catalog.availability.world import make_offer
from tests.catalog.pages import assert_well_formed, text_of
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db


def test_availability_lists_the_free_ways_first(api: APIClient) -> None:
    title = make_title()
    make_offer(title, "Netflix", kind=OfferKind.STREAM, url="https://netflix.example/1")
    make_offer(title, "YouTube", kind=OfferKind.FREE, provider=Provider.YOUTUBE)
    make_offer(title, "Apple TV", country="US", kind=OfferKind.RENT)

    body = api.get(f"/api/ott/availability/{title.pk}").json()

    assert [(row["platform"], row["kind"], row["url"]) for row in body["offers"]] == [
        ("YouTube", "free", "https://youtube.example"),
        ("Netflix", "stream", "https://netflix.example/1"),
    ]
    assert (body["region"], body["region_known_by"], body["countries"]) == ("IN", "default", ["IN", "US"])
    assert (body["stale"], body["credit"]) == (False, "Availability by JustWatch, through TMDB")


def test_offers_that_nobody_checked_for_long_are_told_as_stale(api: APIClient) -> None:
    title = make_title()
    make_offer(title, checked_at=timezone.now() - timedelta(days=30), provider=Provider.YOUTUBE)

    body = api.get(f"/api/ott/availability/{title.pk}?region=in").json()

    assert (body["stale"], body["credit"], body["region_known_by"]) == (True, "", "chosen")


def test_unknown_titles_and_countries_are_refused(api: APIClient) -> None:
    draft = make_title(status=TitleStatus.DRAFT)

    assert api.get(f"/api/ott/availability/{draft.pk}").status_code == 404
    answer = api.get(f"/api/ott/availability/{make_title().pk}?region=Atlantis")
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"region": ["An ISO 3166-1 alpha-2 code, such as IN."]},
    )


def test_free_content_is_a_list_of_cards_with_links(api: APIClient) -> None:
    free, paid, elsewhere, adult = make_titles(4, language="te")
    make_offer(free, "YouTube", url="https://watch.example/1")
    make_offer(free, "MX Player", kind=OfferKind.ADS)
    make_offer(paid, "Netflix", kind=OfferKind.STREAM)
    make_offer(elsewhere, country="US")
    make_offer(adult)
    type(adult).objects.filter(pk=adult.pk).update(is_adult=True)

    body = api.get("/api/ott/free-content").json()

    assert (body["count"], body["region"], body["next"]) == (1, "IN", None)
    assert body["results"][0]["id"] == free.pk
    assert body["results"][0]["offers"] == [
        {"platform": "MX Player", "kind": "ads", "url": "https://mx-player.example"},
        {"platform": "YouTube", "kind": "free", "url": "https://watch.example/1"},
    ]
    assert api.get("/api/ott/free-content?region=US").json()["count"] == 1
    assert api.get("/api/ott/free-content?language=ta").json()["count"] == 0
    assert api.get("/api/ott/free-content?page=2").status_code == 404


@pytest.mark.parametrize("path", ["/api/ott/free-content", "/free/"])
def test_the_free_list_takes_as_many_queries_for_three_as_for_one(path: str, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    make_offer(make_title())
    client.get(path)
    first = queries()
    for title in make_titles(2):
        make_offer(title)

    assert queries() <= first + 1  # the count is kept for some minutes, by the version of the catalog


def test_the_title_page_says_where_to_watch(client: Client) -> None:
    title = make_title()
    make_offer(title, "Netflix", kind=OfferKind.STREAM, url="https://netflix.example/1")
    make_offer(title, "Apple TV", country="US", kind=OfferKind.RENT)

    response = client.get(title.get_absolute_url())
    abroad = client.get(f"{title.get_absolute_url()}?region=GB")

    assert_well_formed(response)
    assert "Where to watch Stream Netflix Country India United States Show Checked" in text_of(response)
    assert "Data by JustWatch" in text_of(response)
    assert "Nothing is known for United Kingdom." in text_of(abroad)


def test_a_title_without_offers_has_no_such_section(client: Client) -> None:
    assert "Where to watch Stream" not in text_of(client.get(make_title().get_absolute_url()))


def test_the_free_page_follows_the_members_region(client: Client) -> None:
    make_offer(make_title("Eega"), country="US", kind=OfferKind.ADS)
    member = make_member()
    Profile.objects.filter(user=member).update(region="US")

    visitor = client.get("/free/")
    client.force_login(member)
    response = client.get("/free/")

    assert "Nothing free is known here yet" in text_of(visitor)
    assert_well_formed(response)
    assert "Free to watch United States 1 title costs nothing there" in text_of(response)
    assert "YouTube : Eega with ads" in text_of(response)


def test_a_country_that_is_none_is_told_and_nothing_breaks(client: Client) -> None:
    response = client.get("/free/?region=atlantis&language=zz")

    assert response.status_code == 400
    assert response.context["errors"] == {"language": ["Unknown: zz."], "region": ["Unknown country."]}
