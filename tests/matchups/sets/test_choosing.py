"""Choosing on the page: order, preview, history, and what is done where a title was withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.models import Top4Set
from matchups.services.top4 import set_top4
from tests.catalog.pages import assert_well_formed
from tests.factories import make_member, make_titles

pytestmark = pytest.mark.django_db
PAGE = "/matchups/yours/"


@pytest.fixture
def ids(db: None) -> list[int]:
    return [title.pk for title in make_titles(6)]


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def fields(ids: list[int], **more: Any) -> dict[str, Any]:
    """The form with these titles, by name and id."""
    named = {f"title_{place}": f"Title {pk}" for place, pk in enumerate(ids, start=1)}
    return named | {f"title_id_{place}": pk for place, pk in enumerate(ids, start=1)} | more


def withdraw(title_id: int) -> None:
    Title.objects.filter(pk=title_id).update(status=TitleStatus.ARCHIVED)


@pytest.mark.parametrize(
    ("move", "order"),
    [("2-1", [1, 0, 2, 3]), ("3-4", [0, 1, 3, 2]), ("1-1", [0, 1, 2, 3]), ("5-1", [0, 1, 2, 3]), ("", [0, 1, 2, 3])],
)
def test_a_move_exchanges_two_places_and_saves_nothing(
    own: Client, ids: list[int], move: str, order: list[int]
) -> None:
    response = own.post(PAGE, fields(ids[:4], move=move))

    rows = list(response.context["form"].pickers())
    assert [row["chosen"] for row in rows] == [ids[place] for place in order]
    assert [row["value"] for row in rows] == [f"Title {ids[place]}" for place in order]
    assert [card.id for card in response.context["preview"]] == [ids[place] for place in order]
    assert not Top4Set.objects.exists()


def test_what_cannot_be_an_id_is_none(own: Client, ids: list[int]) -> None:
    response = own.post(PAGE, fields(ids[:4], move="2-1", title_id_1="²", title_id_3="9" * 30))

    rows = response.context["form"].pickers()
    assert [row["chosen"] for row in rows] == [ids[1], None, None, ids[3]]


def test_the_preview_shows_what_is_chosen(own: Client, ids: list[int]) -> None:
    withdraw(ids[2])

    page = own.get("/matchups/yours/preview/", {"title": [ids[1], "", ids[2], "x", ids[3]]})

    assert [card and card.id for card in page.context["preview"]] == [ids[1], None, None, None]
    assert page["X-Robots-Tag"] == "noindex"


def test_the_history_is_paged_and_leaves_out_the_current_one(own: Client, member: User, ids: list[int]) -> None:
    made = [set_top4(member=member, title_ids=[*ids[:3], ids[3 + turn % 3]]) for turn in range(8)]
    set_top4(member=make_member("other"), title_ids=ids[:4])

    pages = [own.get(PAGE, {"page": number}).context["former"] for number in (1, 2)]

    assert [[four.set.pk for four in page] for page in pages] == [[row.pk for row in made[6:0:-1]], [made[0].pk]]


def test_a_former_set_is_taken_up_again(own: Client, member: User, ids: list[int]) -> None:
    former = set_top4(member=member, title_ids=ids[:4])
    set_top4(member=member, title_ids=ids[1:5])

    response = own.post(f"/matchups/yours/{former.pk}/again/")

    current = Top4Set.objects.get(owner_key=member.pk)
    assert response["Location"] == "/@meera/"
    assert list(current.entries.order_by("position").values_list("title_id", flat=True)) == ids[:4]
    assert current.pk != former.pk
    assert Top4Set.objects.filter(owner=member).count() == 3


def test_nobody_takes_up_anothers(own: Client, member: User, ids: list[int]) -> None:
    others = set_top4(member=make_member("other"), title_ids=ids[:4])

    assert own.post(f"/matchups/yours/{others.pk}/again/").status_code == 404
    assert not Top4Set.objects.filter(owner=member).exists()


def test_a_former_set_with_a_withdrawn_title_is_only_shown(own: Client, member: User, ids: list[int]) -> None:
    former = set_top4(member=member, title_ids=ids[:4])
    current = set_top4(member=member, title_ids=ids[2:])
    withdraw(ids[0])

    page = own.get(PAGE).content.decode()
    response = own.post(f"/matchups/yours/{former.pk}/again/")

    assert f"/matchups/yours/{former.pk}/again/" not in page
    assert page.count("One of them is no longer here.") == 1
    assert response["Location"] == PAGE
    assert Top4Set.objects.get(owner_key=member.pk) == current


def test_three_that_are_left_are_shown_and_their_owner_is_told(own: Client, member: User, ids: list[int]) -> None:
    set_top4(member=member, title_ids=ids[:4])
    withdraw(ids[1])

    mine = own.get("/@meera/parts/top4/").content.decode()
    theirs = Client().get("/@meera/parts/top4/").content.decode()
    wall = own.get("/matchups/sets/")

    assert [part.count('class="poster"') for part in (mine, theirs)] == [4, 4]  # three, and an empty place
    assert ["One of them is no longer here." in part for part in (mine, theirs)] == [True, False]
    assert [f'href="{PAGE}"' in part for part in (mine, theirs)] == [True, False]
    assert wall.context["fours"] == []
    assert [card.id for card in wall.context["own"].cards] == [ids[0], ids[2], ids[3]]
    assert "Choose anew" in wall.content.decode()
    assert "One of your four is no longer here" in own.get(PAGE).content.decode()


def test_the_page_is_well_formed(own: Client, member: User, ids: list[int]) -> None:
    set_top4(member=member, title_ids=ids[:4])
    set_top4(member=member, title_ids=ids[1:5])

    for address in (PAGE, "/matchups/sets/"):
        assert_well_formed(own.get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_choosing_costs_the_same_however_long_the_history(
    own: Client, member: User, ids: list[int], count: int, django_assert_num_queries: Any
) -> None:
    for turn in range(count + 1):
        set_top4(member=member, title_ids=[*ids[:3], ids[3 + turn % 3]])
    own.get(PAGE)

    with django_assert_num_queries(17):
        assert len(own.get(PAGE).context["former"]) == count
