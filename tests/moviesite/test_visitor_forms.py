"""Pages of visitors carry no token and set no cookie; their forms are judged by Origin, members' by the token."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services.passwords import reset_link_parts
from tests.factories import make_title

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "http://testserver", "https://evil.example"
PAGES = ("/", "/browse/", "/leaderboard/", "/lists/", "/matchups/sets/", "/free/", "/festivals/", "/no-such-page/")
LANGUAGE = {"language": "te", "next": "/browse/"}


def browser(member: User | None = None) -> Client:
    """One that is checked as browsers are, logged in where a member is given."""
    client = Client(enforce_csrf_checks=True)
    if member:
        client.force_login(member)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_gets_neither_cookie_nor_token(path: str) -> None:
    response = browser().get(path)

    assert (dict(response.cookies), b"csrfmiddlewaretoken" in response.content) == ({}, False)
    assert b"hx-headers" not in response.content


def test_a_title_page_sets_no_cookie() -> None:
    response = browser().get(make_title("Eega").get_absolute_url())

    assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.mark.parametrize(("origin", "status"), [(HERE, 302), (ELSEWHERE, 403), ("null", 403), ("", 403)])
def test_a_visitors_form_is_judged_by_where_it_was(origin: str, status: int) -> None:
    response = browser().post("/i18n/setlang/", LANGUAGE, headers={"origin": origin} if origin else {})

    assert response.status_code == status


def test_a_member_needs_the_token_as_well(member: User) -> None:
    client = browser(member)
    without = client.post("/i18n/setlang/", LANGUAGE, headers={"origin": HERE})
    client.get("/browse/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    with_token = client.post("/i18n/setlang/", {**LANGUAGE, **token}, headers={"origin": HERE})

    assert (without.status_code, with_token.status_code) == (403, 302)


def test_a_session_that_has_ended_is_no_visitor() -> None:
    client = browser()
    client.cookies["sessionid"] = "long-gone"

    assert client.post("/i18n/setlang/", LANGUAGE, headers={"origin": HERE}).status_code == 403


@pytest.mark.parametrize("path", ["/login/", "/register/", "/password/reset/"])
def test_who_logs_in_gets_a_token(path: str) -> None:
    client = browser()

    page = client.get(path)

    token = client.cookies["csrftoken"].value
    assert (page.content.count(b"csrfmiddlewaretoken") >= 1, len(token)) == (True, 32)


def test_the_page_for_a_new_password_lets_browsers_say_where_its_form_was(member: User) -> None:
    uid, token = reset_link_parts(member)

    page = browser().get(f"/password/reset/{uid}/{token}/")

    # With `no-referrer` they post `Origin: null`, which is refused.
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")


def test_who_was_refused_is_given_a_token_to_try_again() -> None:
    client = browser()
    refused = client.post("/i18n/setlang/", LANGUAGE)
    page = client.get("/browse/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    again = client.post("/i18n/setlang/", {**LANGUAGE, **token})

    assert (refused.status_code, b"csrfmiddlewaretoken" in page.content, again.status_code) == (403, True, 302)


def test_an_operators_other_name_is_from_here_too(settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://marquee.example"]

    response = browser().post("/i18n/setlang/", LANGUAGE, headers={"origin": "https://marquee.example"})

    assert response.status_code == 302
