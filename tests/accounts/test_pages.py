"""Joining, logging in, settings and profiles as pages."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Profile, User
from tests.factories import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"


def test_joining_logs_in_and_leads_to_the_welcome(client: Client) -> None:
    response = client.post("/register/", {"username": "Vani", "email": "", "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/welcome/")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="Vani").pk)


def test_joining_says_beside_the_field_what_is_wrong(client: Client, member: User) -> None:
    response = client.post("/register/", {"username": "MEERA", "email": "", "password": "short"})

    form = response.context["form"]
    assert set(form.errors) == {"password"}
    assert 'aria-invalid="true"' in response.content.decode()


@pytest.mark.parametrize(
    ("target", "lands"),
    [("/lists/", "/lists/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example/", "/"), ("", "/")],
)
def test_login_leads_back_to_this_site_only(client: Client, member: User, target: str, lands: str) -> None:
    response = client.post("/login/", {"identifier": "meera", "password": PASSWORD, "next": target})

    assert (response.status_code, response["Location"]) == (302, lands)


def test_login_tells_a_wrong_name_from_a_wrong_password_nowhere(client: Client, member: User) -> None:
    wrong = [
        client.post("/login/", {"identifier": name, "password": "wrong lamps here"}).context["form"].errors
        for name in ("meera", "nobody")
    ]

    assert wrong[0] == wrong[1]


def test_login_sets_the_language_of_the_member(client: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(ui_language="te")

    response = client.post("/login/", {"identifier": "meera", "password": PASSWORD})

    assert response.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "te"


def test_anybody_may_choose_the_language_of_the_site(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = settings.INTERFACE_LANGUAGES
    response = client.post("/i18n/setlang/", {"language": "ta", "next": "/login/"})

    assert (response["Location"], response.cookies["django_language"].value) == ("/login/", "ta")


def test_settings_are_for_members(client: Client) -> None:
    assert client.get("/settings/")["Location"] == "/login/?next=/settings/"


def test_settings_change_the_profile(client: Client, member: User) -> None:
    client.force_login(member)
    fields = {"display_name": "Meera Nair", "bio": "Front row.", "ui_language": "en", "content_languages": ["te", "kn"]}

    response = client.post("/settings/", {"form": "profile", "region": "IN", "time_zone": "Asia/Kolkata", **fields})

    profile = Profile.objects.get(user=member)
    assert response.status_code == 302
    assert (profile.display_name, profile.region, profile.content_languages) == ("Meera Nair", "IN", ["te", "kn"])


def test_settings_refuse_a_wrong_password_beside_its_field(client: Client, member: User) -> None:
    client.force_login(member)

    response = client.post("/settings/security/password/", {"current": "no lamps at all", "new": "eight new lamps"})

    assert response.context["form"].errors == {"current": ["This is not your password."]}


def test_a_new_password_keeps_this_session(client: Client, member: User) -> None:
    client.force_login(member)

    client.post("/settings/security/password/", {"current": PASSWORD, "new": "eight new lamps"})

    assert client.get("/settings/").status_code == 200
    assert User.objects.get(pk=member.pk).check_password("eight new lamps")


def test_profile_shows_who_it_is_and_asks_for_the_rest(client: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(display_name="Meera Nair", bio="Front <b>row</b>.")

    page = client.get("/@meera/").content.decode()

    assert "<h1>Meera Nair</h1>" in page
    assert "Front &lt;b&gt;row&lt;/b&gt;." in page
    for part in ("taste", "latest", "favorites", "lists", "top4"):
        assert f'hx-get="/@meera/parts/{part}/"' in page


def test_profile_has_one_address(client: Client, member: User) -> None:
    response = client.get("/@MEERA/")

    assert (response.status_code, response["Location"]) == (301, "/@meera/")


MEMBER_ADDRESSES = [
    "parts/taste/",
    "parts/latest/",
    "parts/favorites/",
    "parts/lists/",
    "parts/top4/",
    "ratings/",
    "reviews/",
    "favorites/",
    "lists/",
]


@pytest.mark.parametrize("address", ["", *MEMBER_ADDRESSES])
def test_a_private_profile_shows_nothing_to_others(client: Client, member: User, address: str) -> None:
    Profile.objects.filter(user=member).update(is_private=True)
    as_visitor = client.get(f"/@meera/{address}").status_code
    client.force_login(make_member("nila"))
    as_other = client.get(f"/@meera/{address}").status_code
    client.force_login(member)
    as_owner = client.get(f"/@meera/{address}").status_code

    assert (as_visitor, as_other, as_owner) == (404, 404, 200)


@pytest.mark.parametrize("address", ["", *MEMBER_ADDRESSES])
def test_nobody_and_the_deactivated_have_no_pages(client: Client, member: User, address: str) -> None:
    User.objects.filter(pk=member.pk).update(is_active=False)

    assert client.get(f"/@meera/{address}").status_code == 404
    assert client.get(f"/@nobody/{address}").status_code == 404
