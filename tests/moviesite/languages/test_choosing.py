"""Which language a request is answered in."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import Profile, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_languages")]
COOKIE = django_settings.LANGUAGE_COOKIE_NAME


def language_of(response: object) -> str:
    """What the page says it is written in."""
    found = re.search(r'<html lang="(\w+)"', response.content.decode())  # type: ignore[attr-defined]
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("address", "profile", "cookie", "header", "expected"),
    [
        ("/login/?hl=te", "hi", "ta", "kn", "te"),
        ("/login/?hl=TE-in", "hi", "ta", "kn", "te"),
        ("/login/?hl=fr", "hi", "ta", "kn", "hi"),
        ("/login/", "hi", "ta", "kn", "hi"),
        ("/login/", "", "ta", "kn", "ta"),
        ("/login/", "", "fr", "kn", "kn"),
        ("/login/", "", "", "fr, kn-IN;q=0.8, en;q=0.5", "kn"),
        ("/login/", "", "", "", "en"),
    ],
)
def test_the_order(
    client: Client, member: User, address: str, profile: str, cookie: str, header: str, expected: str
) -> None:
    if profile:
        Profile.objects.filter(user=member).update(ui_language=profile)
        client.force_login(member)
        address = address.replace("/login/", "/lists/")
    if cookie:
        client.cookies[COOKIE] = cookie

    response = client.get(address, headers={"accept-language": header} if header else {})

    assert (language_of(response), response["Content-Language"]) == (expected, expected)


def test_the_language_of_an_address_is_remembered(client: Client) -> None:
    client.get("/lists/?hl=hi")

    assert (client.cookies[COOKIE].value, language_of(client.get("/lists/"))) == ("hi", "hi")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://marquee.example/?hl=ta", "ta"),
        ("https://marquee.example/search/?q=hl&HL=te&hl=KN#top", "kn"),
        ("https://marquee.example/?hl=fr", "hi"),
        ("https://marquee.example/?ahl=ta", "hi"),
        ("http://[", "hi"),
    ],
)
def test_a_part_reads_as_the_page_it_lands_in(client: Client, member: User, page: str, expected: str) -> None:
    Profile.objects.filter(user=member).update(ui_language="hi")
    client.force_login(member)

    response = client.get("/feed/parts/home/", headers={"hx-request": "true", "hx-current-url": page})

    assert response["Content-Language"] == expected


def test_the_choice_at_the_foot_of_a_page_leads_back_and_holds(client: Client, member: User) -> None:
    client.force_login(member)

    response = client.post("/i18n/setlang/", {"language": "kn", "next": "/lists/?hl=te&page=1"})

    assert (response["Location"], response.cookies[COOKIE].value) == ("/lists/?page=1", "kn")
    assert Profile.objects.get(user=member).ui_language == "kn"
    assert language_of(Client().get("/lists/")) == "en"


@pytest.mark.parametrize("language", ["fr", "", "te-IN", "../"])
def test_no_other_language_can_be_chosen(client: Client, member: User, language: str) -> None:
    client.force_login(member)

    response = client.post("/i18n/setlang/", {"language": language, "next": "https://elsewhere.example/"})

    assert (response["Location"], COOKIE in response.cookies) == ("/", False)
    assert Profile.objects.get(user=member).ui_language == "en"


def test_staff_read_english(client: Client, bracketed: None) -> None:
    boss = User.objects.create_superuser(username="boss", email="boss@example.org", password="ten blue lamps")
    Profile.objects.create(user=boss, ui_language="te")
    client.force_login(boss)

    page = client.get("/admin/?hl=te", headers={"accept-language": "te"})

    assert (page["Content-Language"], "⟦" in page.content.decode()) == ("en", False)


def test_a_page_names_its_addresses(client: Client) -> None:
    site = django_settings.SITE_URL
    plain, telugu = (client.get(address).content.decode() for address in ("/lists/", "/lists/?hl=te"))

    links = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', plain))
    languages = {code: f"{site}/lists/?hl={code}" for code in ("en", "te", "hi", "ta", "kn")}
    assert links == {**languages, "x-default": f"{site}/lists/"}
    assert f'<link rel="canonical" href="{site}/lists/">' in plain
    assert f'<link rel="canonical" href="{site}/lists/?hl=te">' in telugu


def test_the_site_map_names_them_too(client: Client) -> None:
    page = client.get("/sitemap-pages.xml").content.decode()

    assert page.count('hreflang="kn"') == page.count("<loc>") > 5
    assert f'hreflang="te" href="{django_settings.SITE_URL}/browse/?hl=te"' in page.replace(
        "http://testserver", django_settings.SITE_URL
    )


def test_caches_are_told_what_an_answer_hangs_on(client: Client) -> None:
    page, api = client.get("/lists/"), client.get("/api/content/popular")

    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    assert "Accept-Language" in api["Vary"]
    assert "Cookie" not in api["Vary"]


def test_the_api_answers_in_the_language_of_the_request(client: Client, bracketed: None) -> None:
    client.cookies[COOKIE] = "hi"

    problem = client.get("/api/movies/999999", headers={"accept-language": "te-IN,en;q=0.5"})

    assert (problem["Content-Language"], problem.json()["title"][0]) == ("te", "⟦")


def test_the_offline_page_is_had_in_any_language(client: Client, bracketed: None) -> None:
    page = client.get("/offline/?hl=te")

    assert (page["Content-Language"], "⟦You are offline." in page.content.decode()) == ("te", True)
