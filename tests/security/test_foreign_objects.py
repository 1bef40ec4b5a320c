"""Nobody sees or changes what is another's (API1:2023): every route of the API and every page, with foreign ids."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from tests.security.walker import Operation, api_operations, filled, page_routes, places, sample_body
from tests.security.world import SECRET, World, belongings

pytestmark = pytest.mark.django_db
#: Places that name something of the hidden member themselves: what they name does not exist for others.
PERSONAL = {"username", "review_id"}


def choices(world: World) -> dict[str, list[Any]]:
    """What a stranger can put into a place: the ids of what is not theirs. A new kind of place is added here."""
    return {
        "title_id": [world.titles[0].pk, world.draft.pk],
        "review_id": [world.hidden_review.pk],
        "username": [world.hidden.username],
        "person_id": [world.person.pk],
        "genre": ["drama"],
        "slug": [world.hidden_list.slug, world.private_list.slug],
        "language": ["te"],
        "section": ["titles"],
    }


def fillings(route: str, world: World) -> Iterator[dict[str, Any]]:
    """Every combination of foreign ids for the places of a route."""
    names, offered = places(route), choices(world)
    assert set(names) <= set(offered), f"{route} has a place that this walk knows nothing for"
    for values in itertools.product(*(offered[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def stolen(world: World) -> dict[str, Any]:
    """Fields of bodies and queries, filled with what belongs to others."""
    return {
        "content_id": world.titles[0].pk,
        "movie": world.titles[0].pk,
        "order": [title.pk for title in world.titles],
        "text": "Mine now.",
        "user": world.hidden.username,
        "owner": world.hidden.pk,
        "username": world.hidden.username,
        "identifier": world.hidden.username,
        "list": world.private_list.slug,
        "on": "1",
        "title": "Title 001",
        "title_id": world.titles[2].pk,
        "to": "2",
        "liked": "1",
        "rating": "3",
        "name": "Mine",
        "display_name": "Mine",
        "bio": "Mine",
        "ui_language": "en",
        "form": "profile",
        "kind": "seen",
        "password": "not the password",
        "current": "not the password",
        "new": "a password of mine",
        "refresh": "no token",
        "q": "title",
        "query": "title",
        **{f"title_{place}": f"Title 00{place - 1}" for place in range(1, 5)},
    }


def guarded(world: World) -> list[Any]:
    """The belongings of both strangers."""
    return [belongings(world.hidden), belongings(world.open)]


@pytest.mark.parametrize("operation", api_operations(), ids=lambda operation: operation.label)
def test_the_api_keeps_what_is_anothers(operation: Operation, world: World) -> None:
    fields, before = stolen(world), guarded(world)
    sent = json.dumps(sample_body(operation.body, fields)) if operation.body else ""
    query = {name: fields[name] for name in operation.query if name in fields}
    for member, values in itertools.product((None, world.reader), fillings(operation.path, world)):
        api = APIClient()
        api.force_authenticate(member)
        with transaction.atomic():
            response = api.generic(
                operation.method.upper(),
                filled(operation.path, values),
                data=sent,
                content_type="application/json",
                query_params=query,
            )
            after = guarded(world)
            transaction.set_rollback(True)

        assert after == before
        assert SECRET not in response.content.decode()
        if PERSONAL & set(values):
            assert response.status_code in ({404} if member else {401, 404})


@pytest.mark.parametrize("route", page_routes())
def test_pages_keep_what_is_anothers(route: str, world: World) -> None:
    fields, before = stolen(world), guarded(world)
    ways = itertools.product((None, world.reader), ("get", "post"), ({}, {"HX-Request": "true"}))
    for (member, method, headers), values in itertools.product(ways, fillings(route, world)):
        client = Client()
        with transaction.atomic():
            if member:
                client.force_login(member)
            response = getattr(client, method)(filled(route, values), fields, headers=headers)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            after = guarded(world)
            transaction.set_rollback(True)

        assert after == before
        assert SECRET not in body.decode()
        if PERSONAL & set(values) or route.startswith("lists/<"):
            login_first = member is None and response.status_code in {302, 401}
            assert response.status_code in {404, 405} or login_first


def test_the_walk_would_notice(world: World) -> None:
    """What is guarded holds one of everything, and its owner does see it."""
    owned = {label.split()[0] for label, rows in belongings(world.hidden).items() if rows}
    client = Client()
    client.force_login(world.hidden)

    assert owned >= {
        "accounts.Profile", "accounts.User", "matchups.Top4Entry", "matchups.Top4Set", "ratings.ListEntry",
        "ratings.Rating", "ratings.Review", "ratings.SavedTitle", "ratings.TitleList", "recommender.Dismissal",
    }  # fmt: skip
    for path in ("/@asha/", "/@asha/reviews/", "/@asha/lists/", f"/lists/{world.hidden_list.slug}/edit/"):
        assert SECRET in client.get(path).content.decode()
