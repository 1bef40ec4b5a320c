"""Nobody writes what is not theirs to write (API3:2023): fields beyond a route's own are refused or do nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts.enums import NoncePurpose
from accounts.models import Profile, User
from accounts.services.passwords import reset_link_parts
from accounts.services.tokens import start_family
from accounts.services.wallet_binding import binding_of
from accounts.services.wallet_proof import issue_nonce
from matchups.services.comparisons import next_comparison
from matchups.services.voters import Voter, member_key
from moviesite.common.vocabulary import LANGUAGES
from ratings.enums import ImportState, SavedKind
from ratings.models import Rating, Review, SavedTitle, TitleList
from ratings.selectors.ranking import next_duel
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, create_list, invite_to_list
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from ratings.services.shelves import set_saved
from tests.accounts.wallet.signing import Signer, signed_login
from tests.security.walker import Operation, api_operations, filled, page_routes, sample_body
from tests.security.world import PASSWORD, World, make_import

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
    "post /api/user/merge": {
        "identifier": "gita",
        "password": PASSWORD,
        "otp": None,
        "message": None,
        "signature": None,
    },
    "post /api/user/diary": {"watched_on": "2024-05-03", "review": None},
    "put /api/user/diary/{entry_id}": {"watched_on": "2024-05-03"},
    "patch /api/user/diary/{entry_id}": {"watched_on": "2024-05-03"},
    "post /api/auth/nonce": {"address": None},
    "post /api/auth/login": {"username": "bala", "email": None, "password": PASSWORD},
    "post /api/auth/proof": {"password": PASSWORD, "otp": None, "message": None, "signature": None},
    "post /api/auth/password/reset": {"email": "bala@example.org"},
    "post /api/auth/password/reset/confirm": {"password": "ten violet lamps"},
    "post /api/auth/register": {"username": "dhruv", "email": "dhruv@example.org", "password": "ten violet lamps"},
    "put /api/user/profile": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
    "put /api/profiles/{username}": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
    "patch /api/profiles/{username}": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
    "post /api/lists/{list_id}/members": {"username": "chitra"},
    "post /api/lists": {"is_public": None},
    "post /api/votes": {"reason": None},
    "post /api/reports": {"username": None},
    "patch /api/lists/{list_id}": {"is_public": None},
    "patch /api/user/profile": {"region": "IN", "time_zone": "Asia/Kolkata", "is_private": False},
}
#: Fields that are coveted elsewhere and mean something harmless here.
OWN_FIELDS = {"post /api/reports": {"id"}}  # of what is reported
WRITES = [operation for operation in api_operations() if operation.method in {"post", "put", "patch"}]
FILES = {"post /api/user/import", "put /api/user/avatar", "post /api/user/restore"}  # these have no fields
#: Takes whatever Telegram may come to say, reads what it knows, and passes over the rest.
OTHERS = {"post /api/telegram/webhook"}
#: Members are refused here whatever they send; the tests of the index look at what staff send.
STAFF_ALONE = {
    *("post /api/admin/content/curate", "post /api/admin/featured"),
    *("post /api/index", "post /api/reindex/movies", "post /api/reindex/reviews"),
    *(f"post /api/ml/train/{kind}" for kind in ("collaborative", "content-based", "hybrid", "runs/{run_id}/cancel")),
}
WRITES = [operation for operation in WRITES if operation.label not in FILES | OTHERS | STAFF_ALONE]


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
    state = ImportState.DONE if operation.path.endswith("undo") else ImportState.PREVIEW
    line = make_import(world.reader, title, state)
    viewing = log_viewing(member=world.reader, title_id=rated.pk, watched_on=date(2024, 5, 3))
    set_saved(member=world.reader, title_id=rated.pk, kind=_shelf(operation), saved=True)
    mine = create_list(owner=world.reader, name="Mine")
    add_to_list(member=world.reader, list_id=mine.pk, title_id=title.pk)
    if operation.path == "/api/user/merge":
        User.objects.create_user(username="gita", password=PASSWORD)
    if operation.path.startswith("/api/user/ranking"):
        rate_title(member=world.reader, title_id=title.pk, value=4)
    if operation.path.endswith("/invitation"):
        mine = create_list(owner=world.open, name="Theirs")
        invite_to_list(owner=world.open, list_id=mine.pk, username=world.reader.username)
    places = {
        "username": "bala" if operation.path == "/api/profiles/{username}" else world.open.username,
        "list_id": mine.pk,
        "title_id": rated.pk if operation.method == "put" else title.pk,
        "review_id": world.open_review.pk if operation.path.endswith("/like") else review.pk,
        "entry_id": viewing.pk,
        "job_id": line.job_id,
        "item_id": line.pk,
        "user_id": world.reader.pk,
        "content_id": title.pk,
        "language": "te",
    }
    values = {"content_id": title.pk, "movie": title.pk, "order": [rated.pk], "text": "Still my own.", "rating": 3.0,
              "review": review.pk, "question": next_duel(world.reader).question}  # fmt: skip
    values |= {"comparison": next_comparison(voter=Voter(member_key(world.reader.pk), world.reader)).pk}
    values |= {"name": "Mine too", "scopes": ["read"], "movies": [row.pk for row in world.titles]}
    values |= {"content_languages": [next(iter(LANGUAGES))], "muted_languages": []}
    values |= {"adventure": 0.5, "genres": ["drama"]}
    values |= {"refresh": start_family(user=world.reader).refresh}
    linking = {"purpose": NoncePurpose.LINK, "user": world.reader} if operation.path == "/api/user/wallets" else {}
    values |= signed_login(Signer(), issue_nonce(binding=binding_of(RequestFactory().post("/")), **linking).value)
    values |= dict(zip(("uid", "token"), reset_link_parts(world.reader), strict=True))
    if operation.path == "/api/reports":
        values |= {"kind": "review", "id": world.open_review.pk, "reason": "spam"}
    body = sample_body(operation.body, values) | PARTICULAR.get(operation.label, {})
    return places, {name: value for name, value in body.items() if value is not None}


def _shelf(operation: Operation) -> SavedKind:
    return SavedKind.FAVORITE if operation.path.endswith("favorites") else SavedKind.WATCHLIST


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.label)
def test_the_api_refuses_fields_that_are_not_its_own(operation: Operation, world: World) -> None:
    places, body = own_values(operation, world)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=world.reader).access}")
    address, before = filled(operation.path, places), standing()
    send = getattr(api, operation.method)

    for name, value in COVETED.items():
        if name in OWN_FIELDS.get(operation.label, ()):
            continue
        with transaction.atomic():
            response = send(address, {**body, name: value})
            after = standing()
            transaction.set_rollback(True)
        after["lists"] = after["lists"][: len(before["lists"])]  # a copy of a list is another one

        if operation.body:
            assert (response.status_code, response.json()["errors"]) == (400, {name: ["Unknown field."]})
        assert after == before
    assert send(address, body).status_code in {200, 201, 202, 204}


@pytest.mark.parametrize("route", page_routes())
def test_forms_do_nothing_with_fields_that_are_not_their_own(route: str, world: World) -> None:
    client = Client()
    client.force_login(world.reader)
    rate_title(member=world.reader, title_id=world.titles[2].pk, value=1)
    places = {
        "title_id": world.titles[2].pk,
        "review_id": 0,
        "key": "none",
        "user_id": world.reader.pk,
        "username": "bala",
        "person_id": world.person.pk,
        "slug": "none",
        "language": "te",
        "section": "titles",
        "year": 2024,
        "entry_id": 0,
        "link_token": "no-link",
        "feed_secret": "no.feed",
        "notification_id": 0,
        "unsubscribe_token": "no.link",
        "passkey_id": 0,
        "session_id": "0",
        "wallet_id": 0,
        "token_id": 0,
        **dict(zip(("uid", "reset_token"), reset_link_parts(world.reader), strict=True)),
        "job_id": 0,
        "item_id": 0,
        "set_id": 0,
        "run_id": 0,
        "version_id": 0,
        "comparison_id": 0,
        "decision_id": 0,
        "suspension_token": "no.link",
        "kind": "review",
        "target_id": world.open_review.pk,
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
