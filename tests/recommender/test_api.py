"""Recommendations, dismissals and the model's status over the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Title
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
    ],
)
def test_bad_parameters_are_errors_of_their_fields(api: APIClient, db: None, query: str, field: str) -> None:
    response = api.get(f"/api/recommendations?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [field]


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

    assert [row["algorithm"] for row in body] == ["default", "popularity"]
    assert body[0]["interactions"] == Rating.objects.count()
