"""Titles for adults are for members who ask for them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.services.search_index import index_titles
from tests.factories import make_title

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("shows", "found"), [(False, ["Eega"]), (True, ["Eega", "Eega after dark"])])
def test_titles_for_adults_are_for_those_who_ask(client: Client, member: User, shows: bool, found: list[str]) -> None:
    titles = [make_title("Eega"), make_title("Eega after dark", is_adult=True)]
    index_titles(title_ids=[title.pk for title in titles])
    Profile.objects.filter(user=member).update(show_adult=shows)
    client.force_login(member)

    browsed = client.get("/browse/?sort=name").context["cards"]
    searched = client.get("/search/?q=eega").context["results"].cards

    assert [card.title for card in browsed] == found
    assert sorted(card.title for card in searched) == found


def test_visitors_come_across_no_titles_for_adults(client: Client) -> None:
    title = make_title("Eega after dark", is_adult=True)
    index_titles(title_ids=[title.pk])

    assert list(client.get("/browse/").context["cards"]) == []
    assert client.get("/search/?q=eega").context["results"].cards == []
