"""A member's own page, from the form to the set; never without the operator's leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from catalog.models import Title
from matchups.enums import SetOrigin
from matchups.models import Top4Set
from moviesite.settings.parts import readers
from tests.factories import make_member, make_title
from tests.matchups.sets.site import FILMS, Site, profile, serving

pytestmark = pytest.mark.django_db
READ, CHOOSE = "/matchups/yours/letterboxd/", "/matchups/yours/"
MINE = {"username": "meera", "is_mine": "on"}


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    with serving() as made:
        settings.LETTERBOXD_READER = True
        settings.LETTERBOXD_URL = made.url
        settings.SITE_URL = "https://here.example"
        yield made


@pytest.fixture
def films(db: None) -> list[Title]:
    return [make_title(name.replace("&amp;", "&"), year=year) for _, name, year in FILMS]


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def shown(response: Any) -> list[int | None]:
    return list(response.context["form"].chosen_ids())


def sent(response: Any) -> dict[str, Any]:
    """The form that came back, as a browser would send it."""
    form = response.context["form"]
    rows = form.pickers()
    words = {row[name]: row[value] for row in rows for name, value in (("name", "value"), ("id_name", "chosen"))}
    return {**words, "source": form["source"].value()}


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["reader"].errors)


def test_off_there_is_neither_form_nor_address(own: Client, settings: Settings) -> None:
    assert settings.LETTERBOXD_READER is False
    assert READ not in own.get(CHOOSE).content.decode()
    assert [own.get(READ).status_code, own.post(READ, MINE).status_code] == [404, 404]


def test_it_is_for_members(client: Client, site: Site) -> None:
    assert client.post(READ, MINE)["Location"].startswith("/login/")
    assert site.asked == []


def test_what_was_read_is_shown_and_nothing_is_stored(own: Client, site: Site, films: list[Title]) -> None:
    response = own.post(READ, MINE)

    agent = "MarqueeReader/1.0 (+https://here.example; one page, asked for by its owner)"
    assert shown(response) == [film.pk for film in films]
    assert site.asked == [("/robots.txt", agent), ("/meera/", agent)]
    assert not Top4Set.objects.exists()


def test_put_up_as_it_was_read_it_is_an_import(own: Client, member: User, site: Site, films: list[Title]) -> None:
    response = own.post(CHOOSE, sent(own.post(READ, MINE)))

    top4 = Top4Set.objects.get()
    assert response["Location"] == "/@meera/"
    assert (top4.owner, top4.origin, top4.source_url) == (member, SetOrigin.IMPORT, f"{site.url}/meera/")
    assert top4.fetched_at is not None
    assert list(top4.entries.order_by("position").values_list("title_id", flat=True)) == [film.pk for film in films]


def test_changed_before_it_is_the_members_own(own: Client, site: Site, films: list[Title]) -> None:
    fields = sent(own.post(READ, MINE))
    fields |= {"title_1": fields["title_2"], "title_2": fields["title_1"],
               "title_id_1": fields["title_id_2"], "title_id_2": fields["title_id_1"]}  # fmt: skip

    own.post(CHOOSE, fields)

    assert list(Top4Set.objects.values_list("origin", "source_url", "fetched_at")) == [(SetOrigin.MEMBER, "", None)]


@pytest.mark.parametrize("forge", ["other", "broken"])
def test_where_it_is_from_cannot_be_made_up(
    own: Client, client: Client, site: Site, films: list[Title], forge: str
) -> None:
    fields = sent(own.post(READ, MINE))
    if forge == "broken":
        fields["source"] = fields["source"][:-1] + "~"
    other = Client()
    other.force_login(make_member("other"))

    (other if forge == "other" else own).post(CHOOSE, fields)

    assert list(Top4Set.objects.values_list("origin", "source_url")) == [(SetOrigin.MEMBER, "")]


def test_once_a_day_whatever_came_of_it(own: Client, site: Site, films: list[Title]) -> None:
    site.put("/meera/", status=500)
    first, second = (own.post(READ, MINE) for _ in range(2))

    assert errors(first) == {"username": ["That site does not answer now. Try again tomorrow."]}
    assert errors(second) == {"username": ["Once a day is enough. Choose your four here, or come back tomorrow."]}
    assert site.paths() == ["/robots.txt", "/meera/"]


def test_rules_are_kept_and_obeyed_for_everybody(own: Client, site: Site, films: list[Title]) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    other = Client()
    other.force_login(make_member("other"))

    refused = [errors(visitor.post(READ, MINE)) for visitor in (own, other)]

    words = "That site does not let us read the page. Choose your four here instead."
    assert refused == [{"username": [words]}] * 2
    assert site.paths() == ["/robots.txt"]


def test_a_pause_that_the_site_wants_holds_for_everybody(own: Client, site: Site, films: list[Title]) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 60\nDisallow:\n")
    other = Client()
    other.force_login(make_member("other"))

    own.post(READ, MINE)
    second = other.post(READ, MINE)

    assert errors(second) == {"username": ["That site does not answer now. Try again tomorrow."]}
    assert site.paths() == ["/robots.txt", "/meera/"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"username": "meera"}, {"is_mine": ["Only your own page is read."]}),
        ({"is_mine": "on"}, {"username": ["Type your username."]}),
        ({"username": "../etc", "is_mine": "on"}, {"username": ["A username, or the address of your profile."]}),
        ({"username": "http://127.0.0.1:1/meera", "is_mine": "on"},
         {"username": ["A username, or the address of your profile."]}),
    ],
)  # fmt: skip
def test_nothing_is_asked_without_a_name_and_the_members_word(
    own: Client, site: Site, fields: dict[str, str], found: dict[str, list[str]]
) -> None:
    assert errors(own.post(READ, fields)) == found
    assert site.asked == []
    assert caches["ratelimit"].get("letterboxd:member:1") is None


def test_what_is_not_here_is_named(own: Client, site: Site, films: list[Title]) -> None:
    films[1].delete()

    response = own.post(READ, MINE)

    assert shown(response) == [films[0].pk, films[2].pk, films[3].pk, None]
    assert response.context["lacking"] == ("Roja",)


def test_a_film_is_found_a_year_apart_but_not_two(own: Client, site: Site) -> None:
    near, _far = make_title("Eega", year=2013), make_title("Roja", year=1994)

    response = own.post(READ, MINE)

    assert shown(response) == [near.pk, None, None, None]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (profile(()), "There are no favourite films on that page."),
        ("<p>Welcome</p>", "That page does not look like a profile."),
    ],
)
def test_a_page_without_favorites(own: Client, site: Site, body: str, words: str) -> None:
    site.put("/meera/", body)

    assert errors(own.post(READ, MINE)) == {"username": [words]}


def test_a_page_that_is_not_there(own: Client, site: Site) -> None:
    assert errors(own.post(READ, {**MINE, "username": "nobody"})) == {"username": ["There is no such page."]}


def test_coming_back_to_the_address_leads_to_the_form(own: Client, site: Site) -> None:
    assert own.get(READ)["Location"] == CHOOSE


@pytest.mark.parametrize(
    "url", ["http://letterboxd.com", "letterboxd.com", "https://", "https://me@letterboxd.com", "https://a.example/b"]
)
def test_the_address_is_checked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("LETTERBOXD_URL", url)

    with pytest.raises(ImproperlyConfigured, match="LETTERBOXD_URL"):
        readers.letterboxd()


def test_it_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LETTERBOXD_READER", raising=False)
    off = readers.letterboxd()
    monkeypatch.setenv("LETTERBOXD_READER", "1")

    assert off == {"LETTERBOXD_READER": False, "LETTERBOXD_URL": "https://letterboxd.com"}
    assert readers.letterboxd()["LETTERBOXD_READER"] is True
