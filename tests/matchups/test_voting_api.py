"""Pairs and votes by API: shapes, status codes, and nothing told before the answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from matchups.models import Comparison, Vote
from matchups.services.voting import undo_vote
from matchups.visitors import COOKIE
from tests.matchups.world import answer_next, expire, make_sets, make_voter, trusted

pytestmark = pytest.mark.django_db


def ask(client: APIClient, after: int | None = None) -> dict[str, Any]:
    response = client.get("/api/comparisons/next", {"after": after} if after else {})
    assert response.status_code == 200
    return dict(response.json())


def cast(client: APIClient, comparison: int, outcome: str = "a", **more: Any) -> Any:
    return client.post("/api/votes", {"comparison": comparison, "outcome": outcome, **more}, format="json")


def test_a_pair_tells_nothing_but_the_films(member_api: APIClient) -> None:
    make_sets(2)

    pair = ask(member_api)

    assert set(pair) == {"id", "set_a", "set_b", "expires_at"}
    for side in (pair["set_a"], pair["set_b"]):
        assert set(side) == {"id", "movies"}
        assert len(side["movies"]) == 4
    detail = member_api.get(f"/api/comparisons/{pair['id']}").json()
    assert (detail["vote"], detail["result_a"], detail["result_b"]) == (None, None, None)
    assert "owner" not in str(detail)


def test_a_vote_and_its_result(member: User, member_api: APIClient) -> None:
    make_sets(2)
    trusted(member)
    pair = ask(member_api)

    response = cast(member_api, pair["id"])

    assert response.status_code == 201
    vote = Vote.objects.get()
    assert response.json() == {
        "id": vote.pk,
        "comparison": pair["id"],
        "outcome": "a",
        "state": "counted",
        "counted": True,
        "votes_a": 1,
        "votes_b": 0,
        "ties": 0,
        "rating_change": {"a": 20.0, "b": -20.0},
        "cast_at": vote.cast_at.isoformat(),
    }
    again = cast(member_api, pair["id"])
    assert (again.status_code, again.json()) == (200, response.json())
    other = cast(member_api, pair["id"], "b")
    assert (other.status_code, other.json()["type"]) == (409, "/problems/already-answered")
    detail = member_api.get(f"/api/comparisons/{pair['id']}").json()
    assert (detail["result_a"]["rating"], detail["result_b"]["rating"]) == (1520.0, 1480.0)
    assert detail["result_a"]["percent"] + detail["result_b"]["percent"] == 100
    assert detail["result_a"]["owner"]["username"].startswith("owner")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "a"}, "comparison"),
        ({"comparison": 1}, "outcome"),
        ({"comparison": 1, "outcome": "left"}, "outcome"),
        ({"comparison": "x", "outcome": "a"}, "comparison"),
        ({"comparison": 1, "outcome": "a", "weight": 5}, "weight"),
        ({"comparison": 1, "outcome": "a", "reason": "unknown"}, "reason"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(body: dict[str, Any], field: str, member_api: APIClient) -> None:
    response = member_api.post("/api/votes", body, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_tickets_of_others_and_old_ones(member_api: APIClient) -> None:
    make_sets(3)
    answer_next(make_voter("other"))
    theirs = Comparison.objects.get()
    mine = ask(member_api)["id"]
    expire(Comparison.objects.get(pk=mine))

    assert cast(member_api, theirs.pk).status_code == 404
    assert member_api.get(f"/api/comparisons/{theirs.pk}").status_code == 404
    late = cast(member_api, mine)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/comparison-expired")


def test_undoing_opens_the_pair_again(member: User, member_api: APIClient) -> None:
    make_sets(3)
    trusted(member)
    first = cast(member_api, ask(member_api)["id"]).json()
    second = cast(member_api, ask(member_api)["id"]).json()

    assert member_api.delete(f"/api/votes/{first['id']}").status_code == 409
    undone = member_api.delete(f"/api/votes/{second['id']}")
    assert (undone.status_code, undone.json()["id"], undone.json()["vote"]) == (200, second["comparison"], None)
    assert ask(member_api)["id"] == second["comparison"]
    assert member_api.delete("/api/votes/999999").status_code == 404


def test_a_visitor_is_known_by_a_signed_cookie() -> None:
    make_sets(3)
    visitor, stranger = APIClient(), APIClient()
    pair = ask(visitor)

    cookie = visitor.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cast(stranger, pair["id"]).status_code == 404
    answer = cast(visitor, pair["id"]).json()
    assert (answer["state"], answer["counted"], answer["rating_change"]["a"]) == ("waiting", False, 20.0)
    visitor.cookies[COOKIE] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    assert visitor.get("/api/votes").json()["count"] == 0


def test_the_next_pair_can_be_had_before_it_is_needed(member_api: APIClient) -> None:
    make_sets(4)
    first = ask(member_api)

    ready = ask(member_api, after=first["id"])

    assert ready["id"] != first["id"]
    assert ask(member_api, after=first["id"])["id"] == ready["id"]
    assert member_api.get("/api/comparisons/next", {"after": "x"}).status_code == 400


def test_nothing_left_is_told(member_api: APIClient) -> None:
    response = member_api.get("/api/comparisons/next")

    assert (response.status_code, response.json()["type"]) == (404, "/problems/no-pair-left")


def history(client: APIClient, query_count: list[int]) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        found = client.get("/api/votes").json()
    query_count.append(len(queries))
    return dict(found)


def test_own_votes_latest_first_at_the_same_cost(member: User, member_api: APIClient) -> None:
    make_sets(5)
    voter, costs = trusted(member), list[int]()
    ids = [answer_next(voter).vote.pk]
    history(member_api, [])  # genres are read once and kept
    history(member_api, costs)
    ids += [answer_next(voter, outcome).vote.pk for outcome in ("skip", "tie")]
    answer_next(voter)
    undo_vote(voter=voter)

    found = history(member_api, costs)

    assert [row["id"] for row in found["results"]] == ids[::-1]
    assert [row["outcome"] for row in found["results"]] == ["tie", "skip", "a"]
    assert costs[0] == costs[1]
    assert all(len(row["set_a"]["movies"]) == len(row["set_b"]["movies"]) == 4 for row in found["results"])
