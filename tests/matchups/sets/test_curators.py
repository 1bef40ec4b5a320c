"""Curators' sets, as they are made in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.models import Lineup, Top4Set
from matchups.services.top4 import set_top4
from tests.factories import make_member, make_titles
from tests.matchups.world import make_comparison, make_sets, make_voter

pytestmark = pytest.mark.django_db
ADD = "/admin/matchups/top4set/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    staff = User.objects.create_superuser(username="curator", email="c@example.org", password="five tall lamps")
    client.force_login(staff)
    return client


@pytest.fixture
def titles(db: None) -> list[Title]:
    return make_titles(5)


def filled(titles: list[Title], **fields: Any) -> dict[str, Any]:
    """The admin's form with these titles."""
    rows = {
        f"entries-{row}-{name}": value
        for row, title in enumerate(titles)
        for name, value in (("title", title.pk), ("position", row + 1))
    }
    total = {"entries-TOTAL_FORMS": 4, "entries-INITIAL_FORMS": 0}
    return {"origin": "curator", "name": "Rain", "owner": "", **total, **rows, **fields}


def change(desk: Client, top4: Top4Set, titles: list[Title]) -> None:
    """Send the form of a set with other titles."""
    ids = {f"entries-{row}-id": pk for row, pk in enumerate(top4.entries.values_list("pk", flat=True))}
    ids |= {f"entries-{row}-set": top4.pk for row in range(4)}
    desk.post(f"/admin/matchups/top4set/{top4.pk}/change/", filled(titles, **ids, **{"entries-INITIAL_FORMS": 4}))


def told(response: Any) -> list[str]:
    """What the admin says after saving, without its own line."""
    return [str(message) for message in get_messages(response.wsgi_request)][:1]


def test_four_titles_are_in_play(desk: Client, titles: list[Title]) -> None:
    response = desk.post(ADD, filled(titles[:4]))

    made = Top4Set.objects.get()
    assert told(response) == ["In play."]
    assert made.lineup == Lineup.objects.get()
    assert made.lineup is not None
    assert (made.lineup.is_open, made.lineup.title_ids) == (True, tuple(title.pk for title in titles[:4]))


def test_fewer_are_not_and_that_is_said(desk: Client, titles: list[Title]) -> None:
    response = desk.post(ADD, filled(titles[:3]))

    assert told(response) == ["Not in play: 3 of 4 titles can be shown."]
    assert Top4Set.objects.get().lineup is None


def test_a_title_that_is_not_published_counts_as_lacking(desk: Client, titles: list[Title]) -> None:
    Title.objects.filter(pk=titles[0].pk).update(status=TitleStatus.DRAFT)

    response = desk.post(ADD, filled(titles[:4]))

    assert told(response) == ["Not in play: 3 of 4 titles can be shown."]
    assert list(Lineup.objects.values_list("is_open", flat=True)) == [False]


def test_the_same_four_are_one_lineup(desk: Client, titles: list[Title]) -> None:
    members = set_top4(member=make_member(), title_ids=[title.pk for title in titles[3::-1]])

    response = desk.post(ADD, filled(titles[:4]))

    assert told(response) == ["In play, rated together with 1 other set(s) of the same four."]
    assert set(Top4Set.objects.values_list("lineup_id", flat=True)) == {members.lineup_id}


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " "}, {"name": ["A curator's set needs a name."]}),
        ({"owner": "nila"}, {"owner": ["A curator's set belongs to nobody."]}),
    ],
)
def test_a_curators_set_has_a_name_and_no_owner(
    desk: Client, titles: list[Title], fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    nila = make_member()
    fields = {name: str(nila.pk) if value == "nila" else value for name, value in fields.items()}

    response = desk.post(ADD, filled(titles[:4], **fields))

    assert response.context["adminform"].form.errors == errors
    assert not Top4Set.objects.exists()


def test_other_titles_move_a_set_to_another_lineup(desk: Client, titles: list[Title]) -> None:
    desk.post(ADD, filled(titles[:4]))
    made = Top4Set.objects.get()

    change(desk, made, titles[1:])

    made.refresh_from_db()
    assert made.lineup is not None
    assert made.lineup.title_ids == tuple(title.pk for title in titles[1:])
    assert list(Lineup.objects.order_by("pk").values_list("is_open", flat=True)) == [False, True]


def test_titles_of_a_set_that_was_offered_stay(desk: Client, titles: list[Title]) -> None:
    desk.post(ADD, filled(titles[:4]))
    made = Top4Set.objects.get()
    other = make_sets(1)[0]
    make_comparison(make_voter(), made, other)

    change(desk, made, titles[1:])

    assert list(made.entries.values_list("title_id", flat=True)) == [title.pk for title in titles[:4]]


def test_a_deleted_set_takes_its_lineup_out_of_play(desk: Client, titles: list[Title]) -> None:
    desk.post(ADD, filled(titles[:4]))

    desk.post(f"/admin/matchups/top4set/{Top4Set.objects.get().pk}/delete/", {"post": "yes"})

    assert not Top4Set.objects.exists()
    assert list(Lineup.objects.values_list("is_open", flat=True)) == [False]
