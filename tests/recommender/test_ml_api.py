"""Recommendations asked for with a body: whose, near what, of what kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Title, TitleStats
from ratings.services.rating import rate_title
from recommender.models import ModelVersion
from recommender.services.dismissals import dismiss_title
from recommender.services.training import run_training

pytestmark = pytest.mark.django_db
ROOT = "/api/ml/recommendations"
OPEN = [
    (f"{ROOT}/trending", {}),
    (f"{ROOT}/genre-based", {"genres": ["horror"]}),
    (f"{ROOT}/mood-based", {"mood": "tense"}),
    (f"{ROOT}/regional/te", {}),
]


def ids(body: Any) -> list[int]:
    return [pick["movie"]["id"] for pick in body["results"]]


def love(member: User, titles: list[Title]) -> None:
    for title in titles:
        rate_title(member=member, title_id=title.pk, value=5)


def staff(*permissions: str) -> APIClient:
    user = User.objects.create_user(username="staff", password="nine grey lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, learnt by the model whose scores are told apart here, and by popularity."""
    run_training(algorithms=("popularity", "default"))
    return camps


def test_own_picks_have_the_shape_of_the_page_and_obey_the_wish(
    trained: list[list[Title]], member: User, member_api: APIClient
) -> None:
    love(member, trained[1][:3])

    body = member_api.post(f"{ROOT}/user/{member.pk}", {"limit": 4, "adventure": 0}).json()

    assert (set(body), body["personalized"], len(body["results"])) == ({"personalized", "model", "results"}, True, 4)
    assert set(body["results"][0]) == {"movie", "score", "because"}
    assert set(ids(body)) <= {title.pk for title in trained[1][3:]}


@pytest.mark.parametrize("user_id", ["other", 10**9])
def test_for_a_member_nobody_else_exists(member_api: APIClient, other_member: User, user_id: Any) -> None:
    response = member_api.post(f"{ROOT}/user/{other_member.pk if user_id == 'other' else user_id}")

    assert (response.status_code, response.json()["title"]) == (404, "There is no such profile")


def test_visitors_have_no_picks_of_their_own(api: APIClient, member: User) -> None:
    assert api.post(f"{ROOT}/user/{member.pk}").status_code == 401


@pytest.mark.parametrize(("permission", "status"), [("view_recommendation", 200), ("view_trainingrun", 404)])
def test_staff_need_the_permission(member: User, permission: str, status: int) -> None:
    assert staff(permission).post(f"{ROOT}/user/{member.pk}").status_code == status


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"algorithm": "oracle"}, "algorithm"),
        ({"adventure": 1.5}, "adventure"),
        ({"languages": ["klingon"]}, "languages"),
        ({"genres": ["no-such"]}, "genres"),
        ({"mood": "hungry"}, "mood"),
        ({"occasion": "never"}, "occasion"),
        ({"max_runtime": 0}, "max_runtime"),
        ({"user": 1}, "user"),
    ],
)
def test_what_is_wrong_is_an_error_of_its_field(
    member: User, member_api: APIClient, body: dict[str, Any], field: str
) -> None:
    response = member_api.post(f"{ROOT}/user/{member.pk}", body)

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_model_that_is_not_trained_gives_way_to_the_sites_own(
    trained: list[list[Title]], member: User, member_api: APIClient
) -> None:
    love(member, trained[0][:3])

    named, untrained = (
        member_api.post(f"{ROOT}/user/{member.pk}", {"algorithm": name, "limit": 3}) for name in ("popularity", "ease")
    )

    assert (named.json()["model"].split()[0], named.json()["personalized"]) == ("popularity", False)
    assert (untrained.status_code, untrained.json()["model"].split()[0]) == (200, "default")


@pytest.mark.parametrize(("path", "body"), OPEN)
def test_without_any_model_everybody_is_answered(
    camps: list[list[Title]], api: APIClient, path: str, body: dict[str, Any]
) -> None:
    response = api.post(path, body)

    assert (response.status_code, response.json()["personalized"]) == (200, False)
    assert len(response.json()["results"]) >= 14


@pytest.mark.parametrize(("path", "body"), [*OPEN, (f"{ROOT}/similar/", {})])
def test_what_is_seen_sent_away_or_muted_stays_out(
    trained: list[list[Title]], member: User, member_api: APIClient, path: str, body: dict[str, Any]
) -> None:
    if path.endswith("similar/"):
        path += str(trained[0][5].pk)
    love(member, [trained[0][0], trained[1][0]])
    dismiss_title(member=member, title_id=trained[0][1].pk)
    dismiss_title(member=member, title_id=trained[1][1].pk)

    found = ids(member_api.post(path, {**body, "limit": 100}).json())
    member.profile.muted_languages = ["en"]
    member.profile.save()
    muted = ids(member_api.post(path, {**body, "limit": 100}).json())

    gone = {trained[camp][number].pk for camp in (0, 1) for number in (0, 1)}
    assert set(found) & gone == set()
    assert found
    assert set(muted) & {title.pk for title in trained[1]} == set()


def test_kinds_narrow(trained: list[list[Title]], api: APIClient) -> None:
    horror = ids(api.post(f"{ROOT}/genre-based", {"genres": ["horror"], "limit": 100}).json())
    telugu = ids(api.post(f"{ROOT}/regional/te", {"limit": 100}).json())
    tense = api.post(f"{ROOT}/mood-based", {"mood": "tense", "limit": 3, "adventure": 0}).json()

    assert sorted(horror) == [title.pk for title in trained[1]]
    assert sorted(telugu) == [title.pk for title in trained[0]]
    assert tense["results"][0]["movie"]["genres"] == ["Horror"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("genre-based", 400), ("mood-based", 400), ("regional/xx-none", 404), (f"similar/{10**9}", 404)],
)
def test_what_is_missing_or_unknown_is_told(api: APIClient, db: None, path: str, status: int) -> None:
    assert api.post(f"{ROOT}/{path}").status_code == status


def test_trending_is_ordered_by_activity(camps: list[list[Title]], api: APIClient) -> None:
    TitleStats.objects.filter(title__in=[title.pk for title in camps[0][:2]]).update(trend=0.0)
    for number, title in enumerate(camps[1][:3]):
        TitleStats.objects.filter(title=title).update(trend=1e9 / (number + 1))

    body = api.post(f"{ROOT}/trending", {"limit": 3}).json()

    assert (body["model"], ids(body)) == ("trending", [title.pk for title in camps[1][:3]])
    assert [pick["score"] for pick in body["results"]] == [1.0, 0.5, 0.3333]


def test_similar_titles_come_from_the_model_and_name_their_cause(trained: list[list[Title]], api: APIClient) -> None:
    body = api.post(f"{ROOT}/similar/{trained[1][0].pk}", {"limit": 5}).json()

    assert body["model"] == str(ModelVersion.objects.get(active_key="default"))
    assert set(ids(body)) <= {title.pk for title in trained[1][1:]}
    assert [pick["because"][0]["movie"]["id"] for pick in body["results"]] == [trained[1][0].pk] * 5


@pytest.mark.parametrize("limit", [1, 3])
def test_trending_takes_a_fixed_number_of_queries(
    camps: list[list[Title]], member: User, member_api: APIClient, limit: int, django_assert_num_queries: Any
) -> None:
    member_api.post(f"{ROOT}/trending", {"limit": limit})

    with django_assert_num_queries(8):
        member_api.post(f"{ROOT}/trending", {"limit": limit})
