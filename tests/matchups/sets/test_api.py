"""Top fours by API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Profile, User
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.enums import SetOrigin
from matchups.models import Top4Entry, Top4Set
from matchups.services.lineups import attach_lineups
from matchups.services.top4 import clear_top4, set_top4
from tests.factories import make_member, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(db: None) -> list[int]:
    return [title.pk for title in make_titles(5)]


def curators_set(title_ids: list[int], name: str = "Rain") -> Top4Set:
    top4 = Top4Set.objects.create(origin=SetOrigin.CURATOR, name=name)
    Top4Entry.objects.bulk_create(
        Top4Entry(set=top4, title_id=pk, position=place) for place, pk in enumerate(title_ids, start=1)
    )
    attach_lineups([top4])
    return top4


def listed(client: APIClient, query: str = "") -> list[int]:
    return [row["id"] for row in client.get(f"/api/top4-sets{query}").json()["results"]]


def test_a_choice_is_made_once(member_api: APIClient, ids: list[int]) -> None:
    answers = [member_api.post("/api/top4-sets", {"movies": ids[:4]}, format="json") for _ in range(2)]

    made = Top4Set.objects.get()
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0]["Location"] == f"/api/top4-sets/{made.pk}"
    assert answers[0].json() == answers[1].json()


def test_a_set_says_this_and_no_more(member_api: APIClient, member: User, ids: list[int]) -> None:
    made = set_top4(member=member, title_ids=ids[:4])
    Profile.objects.filter(user=member).update(display_name="Meera")

    body = member_api.get(f"/api/top4-sets/{made.pk}").json()

    assert [card["id"] for card in body.pop("movies")] == ids[:4]
    assert body.pop("created_at")
    assert body == {
        "id": made.pk,
        "owner": {"username": "meera", "display_name": "Meera", "url": "/@meera/"},
        "name": "",
        "origin": "member",
        "is_current": True,
        "fetched_at": None,
        "url": f"/matchups/sets/{made.pk}/",
    }


@pytest.mark.parametrize(
    ("picked", "errors"),
    [
        ([0, 1, 2], {"movies": ["Choose 4 titles."]}),
        ([0, 1, 2, 3, 4], {"movies": ["Choose 4 titles."]}),
        ([0, 1, 2, 2], {"movies": ["4 different ones: one is there twice."]}),
        ([0, 1, 2, 4], {"movies": ["One of them is not in the catalog."]}),
    ],
)
def test_problems_name_the_field(
    member_api: APIClient, ids: list[int], picked: list[int], errors: dict[str, list[str]]
) -> None:
    Title.objects.filter(pk=ids[4]).update(status=TitleStatus.DRAFT)

    answer = member_api.post("/api/top4-sets", {"movies": [ids[place] for place in picked]}, format="json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"] == errors
    assert not Top4Set.objects.exists()


def test_writing_is_for_members(client: Any, ids: list[int]) -> None:
    made = set_top4(member=make_member(), title_ids=ids[:4])

    assert APIClient().post("/api/top4-sets", {"movies": ids[:4]}, format="json").status_code == 401
    assert APIClient().delete(f"/api/top4-sets/{made.pk}").status_code == 401
    assert APIClient().get("/api/user/top4-sets").status_code == 401


def test_the_list_holds_what_one_may_see(member_api: APIClient, ids: list[int]) -> None:
    shown = set_top4(member=make_member("open"), title_ids=ids[:4])
    hidden, former = make_member("hidden"), make_member("former")
    set_top4(member=hidden, title_ids=ids[:4])
    set_top4(member=former, title_ids=ids[:4])
    Profile.objects.filter(user=hidden).update(is_private=True)
    clear_top4(member=former)
    rain = curators_set(ids[1:])

    assert sorted(listed(member_api)) == sorted([shown.pk, rain.pk])
    assert sorted(listed(APIClient())) == sorted([shown.pk, rain.pk])


def test_the_list_is_narrowed_by_owner_and_origin(ids: list[int]) -> None:
    mine = set_top4(member=make_member("open"), title_ids=ids[:4])
    rain = curators_set(ids[1:])
    api = APIClient()

    assert listed(api, "?owner=OPEN") == [mine.pk]
    assert listed(api, "?owner=nobody") == []
    assert listed(api, "?origin=curator") == [rain.pk]
    assert listed(api, "?owner=open&origin=curator") == []
    assert api.get("/api/top4-sets?origin=thief").json()["errors"] == {"origin": ['"thief" is not a valid choice.']}


def test_a_former_set_is_its_owners_alone(member_api: APIClient, member: User, ids: list[int]) -> None:
    former = set_top4(member=member, title_ids=ids[:4])
    set_top4(member=member, title_ids=ids[1:])
    stranger = APIClient()
    stranger.force_authenticate(make_member("stranger"))

    seen = [api.get(f"/api/top4-sets/{former.pk}") for api in (member_api, stranger, APIClient())]

    assert [answer.status_code for answer in seen] == [200, 404, 404]
    assert seen[0].json()["is_current"] is False


def test_taking_down(member_api: APIClient, member: User, ids: list[int]) -> None:
    others = set_top4(member=make_member("other"), title_ids=ids[:4])
    own = set_top4(member=member, title_ids=ids[:4])

    statuses = [member_api.delete(f"/api/top4-sets/{pk}").status_code for pk in (own.pk, own.pk, others.pk, 0)]

    assert statuses == [204, 409, 404, 404]
    assert list(Top4Set.objects.order_by("pk").values_list("owner_key", flat=True)) == [others.owner_id, None]


def test_ones_own_history_is_complete(member_api: APIClient, member: User, ids: list[int]) -> None:
    sets = [set_top4(member=member, title_ids=four) for four in (ids[:4], ids[1:], ids[:4])]
    set_top4(member=make_member("other"), title_ids=ids[:4])
    Title.objects.filter(pk=ids[4]).update(status=TitleStatus.ARCHIVED)

    body = member_api.get("/api/user/top4-sets").json()

    assert [(row["id"], row["is_current"], len(row["movies"])) for row in body["results"]] == [
        (sets[2].pk, True, 4), (sets[1].pk, False, 3), (sets[0].pk, False, 4),
    ]  # fmt: skip
    assert (body["count"], body["next"]) == (3, None)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(
    member_api: APIClient, member: User, ids: list[int], count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        set_top4(member=make_member(f"member{number}"), title_ids=ids[:4])
        set_top4(member=member, title_ids=(ids[:4], ids[1:], ids[3::-1])[number])
    member_api.get("/api/top4-sets")

    with django_assert_num_queries(5):
        assert len(member_api.get("/api/top4-sets").json()["results"]) == count + 1
    with django_assert_num_queries(5):
        assert len(member_api.get("/api/user/top4-sets").json()["results"]) == count
