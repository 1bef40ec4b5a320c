"""Profiles: who reads and changes them, what is checked, and what muted languages do to rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Profile, User
from accounts.services.tokens import start_family
from catalog.models import Genre
from tests.factories import make_title

pytestmark = pytest.mark.django_db
OWN, THEIRS = "/api/profiles/meera", "/api/profiles/arjun"


@pytest.fixture
def genres(db: None) -> None:
    """Two genres."""
    Genre.objects.create(slug="drama", name="Drama")
    Genre.objects.create(slug="noir", name="Noir")


def test_a_public_profile_is_this_and_no_more(api: APIClient, member: User) -> None:
    body = api.get("/api/profiles/MEERA").json()

    assert {**body, "joined": None} == {
        "username": "meera",
        "display_name": "",
        "bio": "",
        "content_languages": [],
        "favorite_genres": [],
        "region": "",
        "avatar": "",
        "joined": None,
        "url": "/@meera/",
    }


@pytest.mark.parametrize("path", [OWN, "/api/user/profile"])
def test_members_change_their_own(path: str, genres: None, member_api: APIClient, member: User) -> None:
    changes = {"favorite_genres": ["noir", "drama", "noir"], "diary_visibility": "followers", "bio": "Booth kid."}

    answer = member_api.patch(path, changes, format="json")

    profile = Profile.objects.get(user=member)
    assert answer.status_code == 200
    assert (profile.favorite_genres, profile.diary_visibility, profile.bio) == (
        ["noir", "drama"],
        "followers",
        "Booth kid.",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"favorite_genres": ["opera"]}, "favorite_genres"),
        ({"muted_languages": ["zz"]}, "muted_languages"),
        ({"diary_visibility": "nobody"}, "diary_visibility"),
        ({"avatar_digest": "0"}, "avatar_digest"),
    ],
)
def test_what_will_not_do_is_named(changes: Any, field: str, genres: None, member_api: APIClient) -> None:
    answer = member_api.patch(OWN, changes, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_somebody_elses_is_forbidden_where_seen_and_nowhere_where_not(
    method: str, api: APIClient, member_api: APIClient, other_member: User
) -> None:
    assert getattr(api, method)(THEIRS, {}, format="json").status_code == 401
    assert getattr(member_api, method)(THEIRS, {"bio": "x"}, format="json").status_code == 403
    Profile.objects.filter(user=other_member).update(is_private=True)
    assert getattr(member_api, method)(THEIRS, {"bio": "x"}, format="json").status_code == 404
    assert Profile.objects.get(user=other_member).bio == ""


def test_staff_need_the_permission(member_api: APIClient, member: User, other_member: User) -> None:
    User.objects.filter(pk=member.pk).update(is_staff=True)
    refused = _as(member).patch(THEIRS, {"bio": "Tidied."}, format="json")
    member.user_permissions.add(Permission.objects.get(codename="change_profile"))
    allowed = _as(member).patch(THEIRS, {"bio": "Tidied."}, format="json")

    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert Profile.objects.get(user=other_member).bio == "Tidied."


def _as(member: User) -> APIClient:
    api = APIClient()
    api.force_authenticate(User.objects.get(pk=member.pk))
    return api


def test_deleting_oneself_takes_a_fresh_proof(member_api: APIClient, member: User) -> None:
    stale = member_api.delete(OWN)
    fresh = APIClient()
    fresh.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=member).access}")

    assert (stale.status_code, stale.json()["type"].endswith("reauth-required")) == (403, True)
    assert fresh.delete(OWN).status_code == 204
    assert User.objects.filter(username="meera", is_active=True).count() == 0


def test_a_form_without_the_choice_of_readers_leaves_them(client: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(diary_visibility="private")
    client.force_login(member)

    answer = client.post("/settings/", {"form": "profile", "ui_language": "en", "display_name": "M"})

    profile = Profile.objects.get(user=member)
    assert (answer.status_code, profile.display_name, profile.diary_visibility) == (302, "M", "private")


@pytest.mark.parametrize("path", ["/", "/browse/", "/search/"])
def test_muted_languages_stay_out_of_rows(path: str, client: Client, member: User) -> None:
    make_title("Kept", language="te")
    make_title("Unwanted", language="ta")
    Profile.objects.filter(user=member).update(muted_languages=["ta"])
    before = Client().get(path).content.decode()
    client.force_login(member)

    page = client.get(path).content.decode()

    assert ("Unwanted" in before, "Unwanted" in page, "Kept" in page) == (True, False, True)


def test_a_muted_language_is_shown_to_who_asks_for_it(client: Client, member: User) -> None:
    make_title("Unwanted", language="ta")
    Profile.objects.filter(user=member).update(muted_languages=["ta"])
    client.force_login(member)

    assert "Unwanted" in client.get("/browse/?language=ta").content.decode()
