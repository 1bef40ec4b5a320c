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

from accounts.services.email import make_link_token
from accounts.services.suspension import make_suspension_token
from tests.security.walker import Operation, api_operations, filled, page_routes, places, sample_body
from tests.security.world import SECRET, World, belongings
from tests.security.writes import watched_writes

pytestmark = pytest.mark.django_db
#: Places that name something of the hidden member themselves: what they name does not exist for others.
PERSONAL = {"username", "review_id", "entry_id", "job_id", "item_id", "passkey_id", "session_id", "wallet_id",
            "feed_secret", "notification_id", "unsubscribe_token", "comparison_id", "vote_id", "decision_id",
            "target_id", "suspension_token"}  # fmt: skip


def choices(world: World) -> dict[str, list[Any]]:
    """What a stranger can put into a place: the ids of what is not theirs. A new kind of place is added here."""
    return {
        "title_id": [world.titles[0].pk, world.draft.pk],
        "review_id": [world.hidden_review.pk],
        "kind": ["review"],
        "target_id": [world.hidden_review.pk],
        "decision_id": [world.open_decision.pk],
        "suspension_token": [make_suspension_token(world.suspended)[:-1] + "-"],
        "username": [world.hidden.username],
        "content_id": [world.titles[0].pk, world.draft.pk],
        "person_id": [world.person.pk],
        "genre": ["drama"],
        "key": ["guessed-key"],
        "list_id": [world.hidden_list.pk, world.private_list.pk],
        "user_id": [world.hidden.pk],
        "token_id": [world.hidden_token.pk],
        "slug": [world.hidden_list.slug, world.private_list.slug],
        "language": ["te"],
        "section": ["titles"],
        "feed_secret": ["no.feed"],
        "notification_id": [world.hidden_notification.pk],
        "unsubscribe_token": ["no.link"],
        "link_token": [make_link_token(user=world.hidden, address="asha@example.org")],
        "passkey_id": list(world.hidden.passkeys.values_list("pk", flat=True)),
        "reset_token": ["no-token"],
        "session_id": list(world.hidden.refresh_families.values_list("pk", flat=True)),
        "uid": ["MQ"],
        "wallet_id": list(world.hidden.wallets.values_list("pk", flat=True)),
        "year": [2024],
        "entry_id": [world.hidden_viewing.pk],
        "job_id": [world.hidden_import.job_id],
        "run_id": [1],
        "version_id": [1],
        "item_id": [world.hidden_import.pk],
        "comparison_id": [world.hidden_vote.comparison_id],
        "vote_id": [world.hidden_vote.pk],
        "set_id": list(world.hidden.top4_sets.values_list("pk", flat=True)),
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
        "list": world.private_list.pk,
        "on": "1",
        "title": "Title 001",
        "comparison": world.hidden_vote.comparison_id,
        "outcome": "b",
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
        "answer": "yes",
        "note": "Mine",
        "position": 0,
        "visibility": "public",
        "password": "not the password",
        "current": "not the password",
        "new": "a password of mine",
        "refresh": "no token",
        "q": "title",
        "query": "title",
        **{f"title_{place}": f"Title 00{place - 1}" for place in range(1, 5)},
    }


#: One may block whomever one can name, and end any tie of one's own; such a row is one's own though it names another.
OWN_TIES = {
    "put /api/profiles/{username}/block",
    *(f"delete /api/profiles/{{username}}/{tie}" for tie in ("block", "follow", "mute")),
    "@<str:username>/block/",
}


def guarded(world: World) -> list[Any]:
    """The belongings of both strangers."""
    found = [belongings(world.hidden), belongings(world.open)]
    return [{label: rows for label, rows in of.items() if label != "accounts.Block by blocked"} for of in found]


@pytest.mark.parametrize("operation", api_operations(), ids=lambda operation: operation.label)
def test_the_api_keeps_what_is_anothers(operation: Operation, world: World) -> None:
    fields, before = stolen(world), guarded(world)
    sent = json.dumps(sample_body(operation.body, fields)) if operation.body else ""
    query = {name: fields[name] for name in operation.query if name in fields}
    for member, values in itertools.product((None, world.reader), fillings(operation.path, world)):
        api = APIClient()
        api.force_authenticate(member)
        with transaction.atomic():
            with watched_writes() as writes:
                response = api.generic(
                    operation.method.upper(),
                    filled(operation.path, values),
                    data=sent,
                    content_type="application/json",
                    query_params=query,
                )
            after = guarded(world) if writes else before
            transaction.set_rollback(True)

        assert after == before
        assert SECRET not in response.content.decode()
        if PERSONAL & set(values) and operation.label not in OWN_TIES:
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
            with watched_writes() as writes:
                response = getattr(client, method)(filled(route, values), fields, headers=headers)
                body = b"".join(response.streaming_content) if response.streaming else response.content
            after = guarded(world) if writes else before
            transaction.set_rollback(True)

        assert after == before
        assert SECRET not in body.decode(errors="replace")  # an export is no text
        if PERSONAL & set(values) and route not in OWN_TIES:
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
    for path in ("/@asha/", "/@asha/reviews/", "/@asha/lists/", f"/@asha/lists/{world.hidden_list.slug}/edit/"):
        assert SECRET in client.get(path).content.decode()
