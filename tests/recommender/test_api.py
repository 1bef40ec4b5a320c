"""Recommendations, dismissals and the model's status over the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Profile, User
from catalog.models import Offer, Platform, Title
from ratings.models import Rating
from ratings.services.rating import rate_title

pytestmark = pytest.mark.django_db


def test_the_api_answers_in_the_promised_shape(trained: list[list[Title]], member: User, member_api: APIClient) -> None:
    for title in trained[0][:3]:
        rate_title(member=member, title_id=title.pk, value=5)

    body = member_api.get("/api/recommendations?limit=2&adventure=0.5").json()

    assert set(body) == {"personalized", "model", "results"}
    assert body["personalized"] is True
    pick = body["results"][0]
    assert set(pick) == {"movie", "score", "because"}
    assert set(pick["movie"]) == {
        "id", "kind", "is_anime", "title", "original_title", "year", "genres", "language", "poster", "rating", "url",
    }  # fmt: skip
    assert set(pick["because"][0]) == {"movie", "share"}
    assert set(pick["because"][0]["movie"]) == {"id", "title"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("adventure=2", "adventure"),
        ("adventure=nan", "adventure"),
        ("mood=hungry", "mood"),
        ("language=klingon", "language"),
        ("max_runtime=-1", "max_runtime"),
        ("genre=opera", "genre"),
        ("occasion=never", "occasion"),
        ("algorithm=oracle", "algorithm"),
        ("mine=perhaps", "mine"),
        ("mine=true", "mine"),
    ],
)
def test_bad_parameters_are_errors_of_their_fields(api: APIClient, db: None, query: str, field: str) -> None:
    response = api.get(f"/api/recommendations?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [field]


def test_more_than_twenty_genres_are_too_many(trained: list[list[Title]], api: APIClient) -> None:
    response = api.get("/api/recommendations?genre=" + ",".join(["romance"] * 21))

    assert (response.status_code, list(response.json()["errors"])) == (400, ["genre"])


def picked(response: Any) -> set[int]:
    return {pick["movie"]["id"] for pick in response.json()["results"]}


def test_genres_and_a_model_are_asked_for_by_name(trained: list[list[Title]], api: APIClient) -> None:
    horror = api.get("/api/recommendations?genre=horror&algorithm=popularity")
    either = api.get("/api/recommendations?genre=horror&genre=romance&limit=100")

    assert picked(horror) == {title.pk for title in trained[1]}
    assert picked(either) == {title.pk for camp in trained for title in camp}
    assert horror.json()["model"].startswith("popularity")


def test_an_occasion_is_asked_for_by_name(camps: list[list[Title]], api: APIClient) -> None:
    Title.objects.filter(pk=camps[0][0].pk).update(runtime=170)

    assert picked(api.get("/api/recommendations?occasion=weekend")) == {camps[0][0].pk}


def test_members_keep_to_their_services(trained: list[list[Title]], member: User, member_api: APIClient) -> None:
    platform = Platform.objects.create(slug="lumen", name="Lumen")
    here, abroad, bought = trained[0][:3]
    for title, country, kind in ((here, "IN", "stream"), (abroad, "US", "stream"), (bought, "IN", "buy")):
        Offer.objects.create(title=title, platform=platform, country=country, kind=kind, provider="curated")
    without = member_api.get("/api/recommendations?mine=true")
    Profile.objects.filter(user=member).update(services=["lumen"], region="IN")

    mine = member_api.get("/api/recommendations?mine=true")
    all_of_them = member_api.get("/api/recommendations?mine=false&limit=100")

    assert (picked(without), picked(mine)) == (set(), {here.pk})
    assert picked(all_of_them) == {title.pk for camp in trained for title in camp}


def test_visitors_may_ask(trained: list[list[Title]], api: APIClient) -> None:
    body = api.get("/api/recommendations").json()

    assert (body["personalized"], len(body["results"])) == (False, 20)


def test_dismissals_over_the_api(trained: list[list[Title]], member_api: APIClient) -> None:
    title = trained[0][0]

    statuses = [
        member_api.post("/api/recommendations/dismissals", {"content_id": title.pk, "kind": "seen"}).status_code,
        member_api.post("/api/recommendations/dismissals", {"content_id": 10**9}).status_code,
        member_api.post("/api/recommendations/dismissals", {"content_id": title.pk, "kind": "x"}).status_code,
        member_api.delete(f"/api/recommendations/dismissals?content_id={title.pk}").status_code,
        member_api.delete("/api/recommendations/dismissals").status_code,
    ]

    assert statuses == [204, 404, 400, 204, 400]


def test_model_status_lists_what_serves(trained: list[list[Title]], api: APIClient) -> None:
    body = api.get("/api/ml/model/status").json()

    assert [row["algorithm"] for row in body] == ["default", "interview", "popularity"]
    assert body[0]["interactions"] == Rating.objects.count()
