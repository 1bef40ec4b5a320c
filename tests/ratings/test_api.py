"""Ratings, reviews and shelves over the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import TitleStats
from moviesite.events.models import OutboxEvent
from ratings.models import Review
from ratings.services.reviews import write_review
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db


def test_the_life_of_a_rating(member_api: APIClient) -> None:
    path = f"/api/movies/{make_title().pk}/rating"

    statuses = [
        member_api.get(path).status_code,
        member_api.put(path, {"rating": 3}).status_code,
        member_api.post(path, {"rating": 4.5}).status_code,
        member_api.post(path, {"rating": 4}).status_code,
        member_api.put(path, {"rating": 3.25}).status_code,
        member_api.get(path).status_code,
        member_api.delete(path).status_code,
        member_api.delete(path).status_code,
    ]

    assert statuses == [404, 404, 201, 409, 200, 200, 204, 404]


def test_a_rating_answers_in_the_promised_shape(member_api: APIClient) -> None:
    title = make_title()

    body = member_api.post(f"/api/movies/{title.pk}/rating", {"rating": 4.5}).json()

    assert set(body) == {"movie", "rating", "created_at", "updated_at"}
    assert (body["movie"], body["rating"]) == (title.pk, 4.5)


def test_rating_by_content_id_creates_then_replaces(member_api: APIClient) -> None:
    body = {"content_id": make_title().pk, "rating": 2}

    assert [member_api.post("/api/user/rating", body).status_code for _ in range(2)] == [201, 200]


@pytest.mark.parametrize("rating", [5.5, -1, "many", None, [4]])
def test_a_bad_rating_is_an_error_of_its_field(member_api: APIClient, rating: Any) -> None:
    response = member_api.post(f"/api/movies/{make_title().pk}/rating", {"rating": rating})

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == ["rating"]


def test_rating_needs_a_member(api: APIClient) -> None:
    response = api.post(f"/api/movies/{make_title().pk}/rating", {"rating": 3})

    assert response.status_code == 401


def test_a_review_is_told_in_the_documented_shape(member: User, member_api: APIClient) -> None:
    title = make_title()
    member_api.post(f"/api/movies/{title.pk}/rating", {"rating": 4.5})

    body = member_api.post("/api/reviews", {"movie": title.pk, "text": "Tiny hero, large heart."}).json()

    assert OutboxEvent.objects.get(type="review_created").payload == {
        "type": "review_created",
        "review_id": body["id"],
        "user_id": member.pk,
        "movie_id": title.pk,
        "rating": 4.5,
    }
    assert TitleStats.objects.get(pk=title.pk).review_count == 1


def test_one_review_per_title(member_api: APIClient) -> None:
    body = {"movie": make_title().pk, "text": "Once."}

    assert [member_api.post("/api/reviews", body).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "x" * 5001])
def test_a_review_needs_a_text_of_bounded_length(member_api: APIClient, text: str) -> None:
    response = member_api.post("/api/reviews", {"movie": make_title().pk, "text": text})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["text"])


def test_markup_is_kept_as_the_text_it_is(member_api: APIClient) -> None:
    text = "<script>alert(1)</script> & more"

    body = member_api.post("/api/reviews", {"movie": make_title().pk, "text": text}).json()

    assert body["text"] == text


def test_only_the_author_changes_a_review(member_api: APIClient, other_member: User) -> None:
    review = write_review(member=other_member, title_id=make_title().pk, text="Mine.")
    path = f"/api/reviews/{review.pk}"

    statuses = [
        member_api.put(path, {"text": "Yours.", "contains_spoilers": False}).status_code,
        member_api.patch(path, {"text": "Yours."}).status_code,
        member_api.delete(path).status_code,
        member_api.get(path).status_code,
    ]

    assert statuses == [404, 404, 404, 200]
    assert Review.objects.get().text == "Mine."


def test_liking_counts_once_and_never_oneself(member_api: APIClient, member: User, other_member: User) -> None:
    theirs = write_review(member=other_member, title_id=make_title().pk, text="Theirs.")
    own = write_review(member=member, title_id=make_title("Own").pk, text="Own.")

    counts = [member_api.post(f"/api/reviews/{theirs.pk}/like").json()["like_count"] for _ in range(2)]
    counts += [member_api.delete(f"/api/reviews/{theirs.pk}/like").json()["like_count"] for _ in range(2)]

    assert counts == [1, 1, 0, 0]
    assert member_api.post(f"/api/reviews/{own.pk}/like").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_take_two_queries(api: APIClient, count: int, django_assert_num_queries: Any) -> None:
    title = make_title()
    for number in range(count):
        write_review(member=make_member(f"member-{number}"), title_id=title.pk, text="Good.")

    with django_assert_num_queries(2):
        assert len(api.get(f"/api/reviews?movie={title.pk}").json()["results"]) == count


@pytest.mark.parametrize("shelf", ["watchlist", "favorites"])
def test_a_shelf_keeps_its_order(member_api: APIClient, shelf: str) -> None:
    titles = make_titles(3)
    path = f"/api/user/{shelf}"

    added = [member_api.post(path, {"content_id": title.pk}).status_code for title in (*titles, titles[0])]
    member_api.patch(path, {"order": [titles[2].pk, titles[0].pk, titles[1].pk]})
    member_api.delete(f"{path}?content_id={titles[0].pk}")

    listed = [row["movie"]["id"] for row in member_api.get(path).json()["results"]]
    assert added == [201, 201, 201, 204]
    assert listed == [titles[2].pk, titles[1].pk]


def test_an_order_must_name_every_title_once(member_api: APIClient) -> None:
    first, second = make_titles(2)
    for title in (first, second):
        member_api.post("/api/user/watchlist", {"content_id": title.pk})

    statuses = [
        member_api.patch("/api/user/watchlist", {"order": order}).status_code
        for order in ([first.pk], [first.pk, first.pk], [first.pk, second.pk, 10**9])
    ]

    assert statuses == [400, 400, 400]


@pytest.mark.parametrize("count", [1, 3])
def test_a_shelf_takes_five_queries(member_api: APIClient, count: int, django_assert_num_queries: Any) -> None:
    for title in make_titles(count):
        member_api.post("/api/user/watchlist", {"content_id": title.pk})

    with django_assert_num_queries(5):
        assert len(member_api.get("/api/user/watchlist").json()["results"]) == count
