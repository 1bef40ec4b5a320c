"""Choosing a top four, and where it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.exceptions import TopFourInvalidError
from matchups.models import Top4Set
from matchups.selectors.top4 import top_four_of
from matchups.services.top4 import clear_top4, set_top4
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles(db: None) -> list[Title]:
    return make_titles(5)


def ids(titles: list[Title]) -> list[int]:
    return [title.pk for title in titles]


def test_four_titles_in_their_order(member: User, titles: list[Title]) -> None:
    chosen = ids(titles)[3::-1]

    set_top4(member=member, title_ids=chosen)

    four = top_four_of(member)
    assert four is not None
    assert [card.id for card in four.cards] == chosen


def test_a_new_choice_keeps_the_old_set_as_it_was(member: User, titles: list[Title]) -> None:
    first = set_top4(member=member, title_ids=ids(titles)[:4])
    second = set_top4(member=member, title_ids=ids(titles)[1:])

    first.refresh_from_db()
    assert (first.owner_key, second.owner_key) == (None, member.pk)
    assert list(first.entries.order_by("position").values_list("title_id", flat=True)) == ids(titles)[:4]


def test_the_same_four_again_change_nothing(member: User, titles: list[Title]) -> None:
    sets = {set_top4(member=member, title_ids=ids(titles)[:4]).pk for _ in range(2)}

    assert len(sets) == Top4Set.objects.count() == 1


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        ([0, 1, 2], "Choose 4 titles."),
        ([0, 1, 2, 3, 4], "Choose 4 titles."),
        ([0, 1, 2, 2], "4 different ones: one is there twice."),
        ([0, 1, 2, -1], "One of them is not in the catalog."),
    ],
)
def test_anything_else_is_refused(member: User, titles: list[Title], pick: list[int], words: str) -> None:
    titles[-1].status = TitleStatus.DRAFT
    titles[-1].save()

    with pytest.raises(TopFourInvalidError) as raised:
        set_top4(member=member, title_ids=[titles[index].pk for index in pick])

    assert raised.value.errors == {"titles": [words]}


def test_a_top_four_can_be_taken_down(member: User, titles: list[Title]) -> None:
    set_top4(member=member, title_ids=ids(titles)[:4])

    assert [clear_top4(member=member) for _ in range(2)] == [True, False]
    assert top_four_of(member) is None


def test_the_form_takes_ids_and_names(client: Client, member: User, titles: list[Title]) -> None:
    client.force_login(member)
    fields = {f"title_{place}": title.title for place, title in enumerate(titles[:4], start=1)}

    response = client.post("/matchups/yours/", {**fields, "title_2": "anything", "title_id_2": titles[4].pk})

    four = top_four_of(member)
    assert response["Location"] == "/@meera/"
    assert four is not None
    assert [card.id for card in four.cards] == [titles[0].pk, titles[4].pk, titles[2].pk, titles[3].pk]


def test_the_form_says_which_field_is_wrong(client: Client, member: User, titles: list[Title]) -> None:
    client.force_login(member)
    fields = {"title_1": titles[0].title, "title_2": titles[0].title, "title_3": "No such film", "title_4": ""}

    form = client.post("/matchups/yours/", fields).context["form"]

    assert set(form.errors) == {"title_2", "title_3", "title_4"}
    assert not Top4Set.objects.exists()


def test_choosing_is_for_members(client: Client) -> None:
    assert client.get("/matchups/yours/")["Location"] == "/login/?next=%2Fmatchups%2Fyours%2F"


def test_the_profile_part_shows_them(client: Client, member: User, titles: list[Title]) -> None:
    before = client.get("/@meera/parts/top4/").content.decode()
    set_top4(member=member, title_ids=ids(titles)[:4])
    after = client.get("/@meera/parts/top4/").content.decode()

    assert "No top four yet." in before
    assert [f'href="/title/{pk}-' in after for pk in ids(titles)] == [True] * 4 + [False]


def test_the_wall_shows_complete_sets_of_open_profiles(client: Client, titles: list[Title]) -> None:
    members = {name: make_member(name) for name in ("open", "private", "inactive", "broken", "former")}
    for name, member in members.items():
        set_top4(member=member, title_ids=ids(titles)[1:] if name == "broken" else ids(titles)[:4])
    Profile.objects.filter(user=members["private"]).update(is_private=True)
    User.objects.filter(pk=members["inactive"].pk).update(is_active=False)
    Title.objects.filter(pk=titles[4].pk).update(status=TitleStatus.ARCHIVED)
    clear_top4(member=members["former"])

    fours = client.get("/matchups/sets/").context["fours"]

    assert [four.owner.username for four in fours] == ["open"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_wall_costs_the_same_however_long(client: Client, count: int, django_assert_num_queries: Any) -> None:
    chosen = ids([make_title(f"Film {number}") for number in range(4)])
    for number in range(count):
        set_top4(member=make_member(f"member-{number}"), title_ids=chosen)
    client.get("/matchups/sets/")

    with django_assert_num_queries(5):
        assert len(client.get("/matchups/sets/").context["fours"]) == count
