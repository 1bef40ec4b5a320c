"""The ranking over the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from ratings.models import RankingAnswer, Rating
from ratings.services.rating import rate_title
from tests.factories import make_titles
from tests.ratings.ranking.rankers import rank_all

pytestmark = pytest.mark.django_db
RANKING, NEXT, ANSWERS = "/api/user/ranking", "/api/user/ranking/next", "/api/user/ranking/answers"
LAST, STARS = "/api/user/ranking/answers/last", "/api/user/ranking/stars"


@pytest.fixture
def ids(member: User) -> list[int]:
    """Five rated titles: the later, the more stars."""
    found = [title.pk for title in make_titles(5)]
    for number, title_id in enumerate(found):
        rate_title(member=member, title_id=title_id, value=1 + number / 2)
    return found


def test_a_question_has_two_cards_and_says_how_far_it_is(member_api: APIClient, ids: list[int]) -> None:
    body = member_api.get(NEXT).json()

    assert set(body) == {"question", "left", "right", "ranked", "rated", "left_over"}
    assert {body["left"]["id"], body["right"]["id"]} == {ids[4], ids[3]}
    assert set(body["left"]) == {
        "id", "kind", "is_anime", "title", "original_title", "year", "genres", "language", "poster", "rating", "url",
    }  # fmt: skip
    assert (body["ranked"], body["rated"]) == (0, 5)
    assert body["left_over"] > 4


def test_nothing_to_ask_is_null(member_api: APIClient) -> None:
    assert member_api.get(NEXT).json() == {
        "question": None, "left": None, "right": None, "ranked": 0, "rated": 0, "left_over": 0,
    }  # fmt: skip


def test_an_answer_is_created_then_known_then_contradicted(member_api: APIClient, ids: list[int]) -> None:
    question = member_api.get(NEXT).json()["question"]
    first = member_api.post(ANSWERS, {"question": question, "answer": "left"})
    again = member_api.post(ANSWERS, {"question": question, "answer": "left"})
    other = member_api.post(ANSWERS, {"question": question, "answer": "right"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json() == member_api.get(NEXT).json()
    assert (other["Content-Type"], other.json()["type"]) == (
        "application/problem+json",
        "/problems/question-answered",
    )


def test_a_question_that_is_not_asked_is_a_conflict(member_api: APIClient, ids: list[int]) -> None:
    response = member_api.post(ANSWERS, {"question": "7-1-2", "answer": "left"})

    assert (response.status_code, response.json()["type"]) == (409, "/problems/stale-question")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["question", "answer"]),
        ({"question": "0-1-2"}, ["answer"]),
        ({"question": "0-1-2", "answer": "both"}, ["answer"]),
        ({"question": "", "answer": "left"}, ["question"]),
        ({"question": "x" * 81, "answer": "left"}, ["question"]),
        ({"question": "0-1-2", "answer": "left", "weight": 2}, ["weight"]),
    ],
)
def test_a_bad_answer_names_its_fields(body: dict[str, Any], fields: list[str], member_api: APIClient) -> None:
    response = member_api.post(ANSWERS, body)

    assert (response.status_code, list(response.json()["errors"])) == (400, fields)


def test_the_last_answer_is_taken_back(member_api: APIClient, ids: list[int]) -> None:
    before = member_api.get(NEXT).json()
    member_api.post(ANSWERS, {"question": before["question"], "answer": "tie"})
    undone = member_api.delete(LAST)
    again = member_api.delete(LAST)

    assert undone.status_code == 200
    assert {**undone.json(), "question": None} == {**before, "question": None}
    assert (again.status_code, again.json()["type"]) == (409, "/problems/nothing-to-undo")
    assert RankingAnswer.objects.count() == 1


def test_the_ranking_comes_in_pages(member: User, member_api: APIClient, ids: list[int]) -> None:
    rank_all(member, ids)
    body = member_api.get(RANKING, {"page": 2, "page_size": 2}).json()

    assert [(row["rank"], row["movie"]["id"], row["rating"]) for row in body["results"]] == [
        (3, ids[2], 2.0),
        (4, ids[3], 2.5),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ranking_takes_as_many_queries_for_one_as_for_three(
    count: int, member: User, member_api: APIClient, ids: list[int], django_assert_num_queries: Any
) -> None:
    rank_all(member, ids)
    member_api.get(RANKING)

    with django_assert_num_queries(6):
        body = member_api.get(RANKING, {"page_size": count}).json()

    assert len(body["results"]) == count


def test_stars_are_told_before_they_are_given_and_can_be_taken_back(
    member: User, member_api: APIClient, ids: list[int]
) -> None:
    rank_all(member, ids)
    told = member_api.post(STARS, {"apply": False}).json()
    kept = list(Rating.objects.order_by("title_id").values_list("value", flat=True))
    done = member_api.post(STARS, {"apply": True}).json()
    given = list(Rating.objects.order_by("title_id").values_list("value", flat=True))
    undone = member_api.delete(STARS)

    assert [(row["rank"], row["movie"]["id"], row["before"], row["after"]) for row in told["results"]] == [
        (1, ids[0], 1.0, 3.0),
        (2, ids[1], 1.5, 2.5),
        (4, ids[3], 2.5, 1.5),
        (5, ids[4], 3.0, 1.0),
    ]
    assert (told["applied"], told["kept"], told["count"]) == (False, 1, 4)
    assert (done["applied"], done["kept"], done["count"]) == (True, 1, 4)
    assert [(row["rank"], row["after"]) for row in done["results"]] == [(1, 3.0), (2, 2.5), (4, 1.5), (5, 1.0)]
    assert (kept, given) == ([1.0, 1.5, 2.0, 2.5, 3.0], [3.0, 2.5, 2.0, 1.5, 1.0])
    assert (undone.status_code, undone.json()) == (200, {"restored": 4, "left": 0})
    assert member_api.delete(STARS).status_code == 409
    assert list(Rating.objects.order_by("title_id").values_list("value", flat=True)) == kept


@pytest.mark.parametrize("body", [{}, {"apply": "perhaps"}, {"apply": None}])
def test_stars_need_a_yes_or_no(body: dict[str, Any], member_api: APIClient) -> None:
    response = member_api.post(STARS, body, format="json")

    assert (response.status_code, list(response.json()["errors"])) == (400, ["apply"])


@pytest.mark.parametrize(
    ("method", "path"), [("get", RANKING), ("get", NEXT), ("post", ANSWERS), ("delete", LAST), ("post", STARS)]
)
def test_visitors_have_no_ranking(method: str, path: str, api: APIClient) -> None:
    assert getattr(api, method)(path).status_code == 401
