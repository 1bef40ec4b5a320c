"""Nobody writes what is not theirs to write (API3:2023): fields beyond a route's own are refused or do nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Profile, User
from accounts.services.tokens import start_family
from moviesite.common.vocabulary import LANGUAGES
from ratings.enums import SavedKind
from ratings.models import Rating, Review, SavedTitle, TitleList
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from ratings.services.shelves import set_saved
from tests.security.walker import Operation, api_operations, filled, page_routes, sample_body
from tests.security.world import PASSWORD, World

pytestmark = pytest.mark.django_db

#: Names of columns and of habits of other sites, with what somebody would want in them.
COVETED: dict[str, Any] = {
    "id": 1,
    "pk": 1,
    "user": 1,
    "user_id": 1,
    "owner": 1,
    "owner_id": 1,
    "owner_key": 1,
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "is_demo": True,
    "like_count": 1000,
    "verified": True,
    "elo": 3000,
    "wins": 1000,
    "date_joined": "2001-01-01T00:00:00Z",
    "created_at": "2001-01-01T00:00:00Z",
    "slug": "taken-over",
    "username_key": "asha",
    "__proto__": {"is_staff": True},
}
#: What each operation takes that its schema alone does not say. Operations without an entry get values by name.
PARTICULAR: dict[str, dict[str, Any]] = {
    "post /api/auth/login": {"username": "bala", "email": None, "password": PASSWORD},
    "post /api/auth/register": {"username": "dhruv", "email": "dhruv@example.org", "password": "ten violet lamps"},
    "put /api/user/profile": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
    "patch /api/user/profile": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
}
WRITES = [operation for operation in api_operations() if operation.method in {"post", "put", "patch"}]


def standing() -> dict[str, Any]:
    """What no request of a member may change: who has which rights, whose rows are whose, when they were made."""
    rights = ("pk", "username", "email", "is_staff", "is_superuser", "is_active", "is_demo", "date_joined")
    return {
        "users": list(User.objects.exclude(username="dhruv").order_by("pk").values_list(*rights)),
        "owners": [
            list(model.objects.exclude(user__username="bala").order_by("pk").values_list("pk", "user_id"))
            for model in (Profile, Rating, Review, SavedTitle)
        ],
        "lists": list(TitleList.objects.order_by("pk").values_list("pk", "owner_id", "slug", "created_at")),
        "likes": list(Review.objects.order_by("pk").values_list("pk", "like_count")),
    }


def own_values(operation: Operation, world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rows of the reader's own for an operation, so that it would succeed: (places, body)."""
    title, rated = world.titles[3], world.titles[2]
    rate_title(member=world.reader, title_id=rated.pk, value=1)
    review = write_review(member=world.reader, title_id=rated.pk, text="My own.")
    set_saved(member=world.reader, title_id=rated.pk, kind=_shelf(operation), saved=True)
    places = {
        "title_id": rated.pk if operation.method == "put" else title.pk,
        "review_id": world.open_review.pk if operation.path.endswith("/like") else review.pk,
    }
    values = {"content_id": title.pk, "movie": title.pk, "order": [rated.pk], "text": "Still my own.", "rating": 3.0}
    values |= {"content_languages": [next(iter(LANGUAGES))], "muted_languages": []}
    values |= {"refresh": start_family(user=world.reader).refresh}
    body = sample_body(operation.body, values) | PARTICULAR.get(operation.label, {})
    return places, {name: value for name, value in body.items() if value is not None}


def _shelf(operation: Operation) -> SavedKind:
    return SavedKind.FAVORITE if operation.path.endswith("favorites") else SavedKind.WATCHLIST


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.label)
def test_the_api_refuses_fields_that_are_not_its_own(operation: Operation, world: World) -> None:
    places, body = own_values(operation, world)
    api = APIClient()
    api.force_authenticate(world.reader)
    address, before = filled(operation.path, places), standing()
    send = getattr(api, operation.method)

    for name, value in COVETED.items():
        with transaction.atomic():
            response = send(address, {**body, name: value})
            after = standing()
            transaction.set_rollback(True)

        if operation.body:
            assert (response.status_code, response.json()["errors"]) == (400, {name: ["Unknown field."]})
        assert after == before
    assert send(address, body).status_code in {200, 201, 204}


@pytest.mark.parametrize("route", page_routes())
def test_forms_do_nothing_with_fields_that_are_not_their_own(route: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    rate_title(member=world.reader, title_id=world.titles[2].pk, value=1)
    places = {
        "title_id": world.titles[2].pk,
        "review_id": 0,
        "username": "bala",
        "person_id": world.person.pk,
        "slug": "none",
        "language": "te",
        "section": "titles",
    }
    fields = {
        "display_name": "Bala",
        "ui_language": "en",
        "form": "profile",
        "text": "My own.",
        "rating": "3",
        "name": "Mine",
    }
    lists, before = TitleList.objects.count(), standing()

    client.post(filled(route, places), {**fields, **{name: str(value) for name, value in COVETED.items()}})

    after = standing()
    assert all(row[1] == world.reader.pk and row[2] == "mine" for row in after["lists"][lists:])
    assert {**after, "lists": after["lists"][:lists]} == {
        **before,
        "likes": after["likes"] if route == "title/<int:title_id>/review/" else before["likes"],
    }
    assert max(count for _pk, count in after["likes"]) == 1
