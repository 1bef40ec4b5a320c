"""Lists that members make: services and pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.enums import TitleStatus
from catalog.models import Title
from moviesite.common.errors import DomainError
from ratings.exceptions import ListNotFoundError
from ratings.models import ListEntry, TitleList
from ratings.services.lists import add_to_list, create_list, delete_list, move_in_list, remove_from_list, update_list
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def rain(member: User) -> TitleList:
    return create_list(owner=member, name="Rain does the acting")


@pytest.fixture
def full(rain: TitleList, member: User) -> list[Title]:
    titles = make_titles(4)
    for title in titles:
        add_to_list(member=member, list_id=rain.pk, title_id=title.pk)
    return titles


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def order(title_list: TitleList) -> list[int]:
    rows = ListEntry.objects.filter(list=title_list).order_by("position", "id")
    return list(rows.values_list("title_id", flat=True))


def test_lists_of_one_name_have_addresses_of_their_own(member: User) -> None:
    slugs = [create_list(owner=member, name=name).slug for name in ("Rain", "rain!", "వాన", "மழை", "x" * 120)]

    assert slugs == ["rain", "rain-2", "list", "list-2", "x" * 100]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " \u200b\n "}, {"name": ["Give the list a name."]}),
        ({"name": "x" * 121}, {"name": ["At most 120 characters."]}),
        ({"name": "Rain", "description": "x" * 1001}, {"description": ["At most 1000 characters."]}),
    ],
)
def test_bad_words_are_refused_by_field(member: User, fields: dict[str, str], errors: dict[str, list[str]]) -> None:
    with pytest.raises(DomainError) as raised:
        create_list(owner=member, **fields)

    assert raised.value.errors == errors


def test_a_title_is_on_a_list_once(rain: TitleList, member: User) -> None:
    title = make_title()

    added = [add_to_list(member=member, list_id=rain.pk, title_id=title.pk) for _ in range(2)]
    removed = [remove_from_list(member=member, list_id=rain.pk, title_id=title.pk) for _ in range(2)]

    assert (added, removed) == ([True, False], [True, False])


@pytest.mark.parametrize(
    ("moved", "to", "expected"),
    [(0, 2, [1, 2, 0, 3]), (3, 0, [3, 0, 1, 2]), (1, 99, [0, 2, 3, 1]), (2, -5, [2, 0, 1, 3])],
)
def test_a_title_moves_to_its_place(
    rain: TitleList, full: list[Title], member: User, moved: int, to: int, expected: list[int]
) -> None:
    move_in_list(member=member, list_id=rain.pk, title_id=full[moved].pk, to=to)

    assert order(rain) == [full[index].pk for index in expected]
    assert sorted(ListEntry.objects.values_list("position", flat=True)) == [0, 1, 2, 3]


def test_only_the_owner_changes_a_list(rain: TitleList, full: list[Title], other_member: User) -> None:
    words: dict[str, Any] = {"name": "Mine", "description": "", "visibility": "public", "is_ranked": False}
    owned = {"owner": other_member, "list_id": rain.pk}
    worked = {"member": other_member, "list_id": rain.pk}
    for change in (
        lambda: add_to_list(**worked, title_id=full[0].pk),
        lambda: remove_from_list(**worked, title_id=full[0].pk),
        lambda: move_in_list(**worked, title_id=full[0].pk, to=2),
        lambda: update_list(**owned, **words),
        lambda: delete_list(**owned),
    ):
        with pytest.raises(ListNotFoundError):
            change()

    assert order(rain) == [title.pk for title in full]


def test_pages_of_a_list_are_its_owners_to_change(rain: TitleList, client: Client, other_member: User) -> None:
    client.force_login(other_member)

    statuses = [
        client.get(f"/@meera/lists/{rain.slug}/edit/").status_code,
        client.post(f"/@meera/lists/{rain.slug}/delete/").status_code,
        client.post(f"/@meera/lists/{rain.slug}/add/", {"title": "Eega"}).status_code,
    ]

    assert statuses == [404, 404, 404]
    assert TitleList.objects.count() == 1


def test_making_a_list_leads_to_filling_it(own: Client) -> None:
    response = own.post("/lists/new/", {"name": "Short ones", "visibility": "public"})

    made = TitleList.objects.get()
    assert (response["Location"], made.is_public, made.is_ranked) == ("/@meera/lists/short-ones/edit/", True, False)


@pytest.mark.parametrize("typed", ["eega", "{pk}", "https://testserver/title/{pk}-eega/", "Ee"])
def test_titles_are_added_by_name_id_or_address(own: Client, rain: TitleList, typed: str) -> None:
    title = make_title("Eega")

    own.post(f"/@meera/lists/{rain.slug}/add/", {"title": typed.format(pk=title.pk)})

    assert order(rain) == [title.pk]


def test_a_chosen_suggestion_wins_over_its_words(own: Client, rain: TitleList) -> None:
    _, second = make_title("Don", year=1978), make_title("Don", year=2006)

    own.post(f"/@meera/lists/{rain.slug}/add/", {"title": "Don", "title_id": second.pk})

    assert order(rain) == [second.pk]


@pytest.mark.parametrize("typed", ["Nothing like it", "999999999999", "draft", ""])
def test_what_is_not_there_is_refused_beside_the_field(own: Client, rain: TitleList, typed: str) -> None:
    make_title("Draft", status=TitleStatus.DRAFT)

    response = own.post(f"/@meera/lists/{rain.slug}/add/", {"title": typed})

    assert response.status_code == 422
    assert set(response.context["adding"].errors) == {"title"}


def test_buttons_move_and_remove(own: Client, rain: TitleList, full: list[Title]) -> None:
    own.post(f"/@meera/lists/{rain.slug}/titles/{full[0].pk}/move/", {"to": "2"})
    own.post(f"/@meera/lists/{rain.slug}/titles/{full[3].pk}/remove/")

    assert order(rain) == [full[1].pk, full[0].pk, full[2].pk]


def test_a_private_list_is_its_owners_alone(client: Client, rain: TitleList, member: User) -> None:
    TitleList.objects.update(visibility="private")
    as_visitor = client.get(rain.get_absolute_url()).status_code
    shown = [len(client.get(path).context["lists"]) for path in ("/lists/", "/@meera/lists/")]
    client.force_login(member)

    assert (as_visitor, shown) == (404, [0, 0])
    assert client.get(rain.get_absolute_url()).status_code == 200


def test_lists_of_private_members_are_not_shown(client: Client, rain: TitleList, member: User) -> None:
    Profile.objects.filter(user=member).update(is_private=True)

    assert client.get("/lists/").context["lists"] == []
    assert client.get(rain.get_absolute_url()).status_code == 404


def test_unpublished_titles_are_left_out(client: Client, rain: TitleList, full: list[Title]) -> None:
    Title.objects.filter(pk=full[0].pk).update(status=TitleStatus.ARCHIVED)

    page = client.get(rain.get_absolute_url())
    summary = client.get("/lists/").context["lists"][0]

    assert [card.id for _, card in page.context["rows"]] == [title.pk for title in full[1:]]
    assert (summary.count, [card.id for card in summary.cards]) == (3, [title.pk for title in full[1:]])


def test_the_title_page_switches_lists(own: Client, rain: TitleList) -> None:
    title = make_title()
    htmx = {"HTTP_HX_REQUEST": "true"}

    on = own.post(f"/title/{title.pk}/lists/", {"list": rain.pk, "on": "1"}, **htmx).context["lists"]
    off = own.post(f"/title/{title.pk}/lists/", {"list": rain.pk, "on": "0"}, **htmx).context["lists"]

    assert ([held for _, held in on], [held for _, held in off]) == ([True], [False])


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_many(
    client: Client, member: User, count: int, django_assert_num_queries: Any
) -> None:
    title = make_title()
    for number in range(count):
        made = create_list(owner=make_member(f"member-{number}"), name="Rain")
        add_to_list(member=made.owner, list_id=made.pk, title_id=title.pk)
    client.get("/lists/")

    with django_assert_num_queries(6):
        assert len(client.get("/lists/").context["lists"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(
    own: Client, rain: TitleList, member: User, count: int, django_assert_num_queries: Any
) -> None:
    for title in make_titles(count):
        add_to_list(member=member, list_id=rain.pk, title_id=title.pk)
    own.get(rain.get_absolute_url())

    with django_assert_num_queries(15):
        assert len(own.get(rain.get_absolute_url()).context["rows"]) == count
