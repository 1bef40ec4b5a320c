"""A blocked pair meets nowhere: every page and every read of the API, in both directions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Profile
from accounts.services.people import block_member, follow_member
from ratings.models import ListMember, Review, TitleList
from ratings.services.feed import part_members
from ratings.services.lists import accept_invitation, invite_to_list
from tests.security.test_route_table import POST, POST_LOGIN, TABLE, public_values
from tests.security.walker import api_operations, filled, places
from tests.security.world import World

pytestmark = pytest.mark.django_db
MARK = "zqblockedzq"
#: Where one sees whom one has blocked, to lift it, and what one wrote about it oneself.
OWN_BLOCKS = ("settings/people/", "/api/user/blocks")


@pytest.fixture(autouse=True)
def _nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.receivers.train_if_stale.delay", lambda: None)


@pytest.fixture(params=["blocks", "is blocked"])
def parted(request: Any, world: World) -> World:
    """The open member, marked in all they wrote, and the reader, one of whom blocked the other."""
    Profile.objects.filter(user=world.open).update(display_name=MARK, bio=MARK)
    Review.objects.filter(user=world.open).update(text=MARK)
    TitleList.objects.filter(owner=world.open).update(name=MARK)
    pair = (world.reader, world.open) if request.param == "blocks" else (world.open, world.reader)
    block_member(member=pair[0], blocked=pair[1])
    return world


READ = sorted(route for route, kind in TABLE.items() if kind not in {POST, POST_LOGIN} and route not in OWN_BLOCKS)


def test_no_page_shows_them(parted: World) -> None:
    client = Client()
    client.force_login(parted.reader)
    shown, reached = [], []
    for route in READ:
        answer = client.get(filled(route, public_values(route, parted)))
        if MARK in answer.content.decode(errors="replace"):
            shown.append(route)
        if "username" in places(route) and answer.status_code != 404:
            reached.append(route)

    assert (shown, reached) == ([], [])


def test_no_read_of_the_api_shows_them(parted: World) -> None:
    api = APIClient()
    api.force_authenticate(parted.reader)
    shown, reached = [], []
    for operation in api_operations():
        if operation.method != "get" or operation.path in OWN_BLOCKS:
            continue
        answer = api.get(filled(operation.path, public_values("", parted)), {"q": "title", "query": "title"})
        if MARK in answer.content.decode():
            shown.append(operation.path)
        if operation.path.startswith("/api/profiles/") and answer.status_code != 404:
            reached.append(operation.path)

    assert (shown, reached) == ([], [])


def test_others_see_them_as_before(parted: World) -> None:
    assert MARK in Client().get(f"/@{parted.open.username}/").content.decode()


def test_they_no_longer_work_on_each_others_lists(world: World) -> None:
    follow_member(member=world.reader, followed=world.open)
    made = TitleList.objects.filter(owner=world.open).first()
    assert made is not None
    invite_to_list(owner=world.open, list_id=made.pk, username=world.reader.username)
    accept_invitation(member=world.reader, list_id=made.pk)

    assert part_members(one_id=world.reader.pk, other_id=world.open.pk) == 1
    assert ListMember.objects.filter(user=world.reader).count() == 0
