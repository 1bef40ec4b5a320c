"""Reading a page: what it says, whether it may be asked for, and within which bounds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from matchups.letterboxd import Favorite, Reader, ReaderError, Why, parse_favorites, username_of
from matchups.letterboxd import client as client_module
from matchups.letterboxd.robots import Rules
from tests.fakes import server
from tests.matchups.sets.site import FILMS, Site, poster, profile, serving

HOST = "letterboxd.com"
FOUND = (
    Favorite("eega", "Eega", 2012),
    Favorite("roja", "Roja", 1992),
    Favorite("kaala", "Kaala", 2018),
    Favorite("okjoe", "Joe & I", 2001),
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def reader(site: Site, **options: float) -> Reader:
    return Reader(site.url, "MarqueeReader/1.0 (+https://here.example)", options.get("timeout", 5.0))


# What the page says


def test_favorites_in_their_order_and_nothing_else() -> None:
    assert parse_favorites(profile()) == FOUND


def test_no_more_than_four_and_each_once() -> None:
    assert parse_favorites(profile((*FILMS, FILMS[0], ("fifth", "Fifth", 2000)))) == FOUND


def test_the_older_names_of_the_attributes_are_known() -> None:
    old = (
        '<div id="favourites"><div data-target-link="/film/eega/" data-film-name="Eega" data-film-release-year="2012">'
    )

    assert parse_favorites(old) == (FOUND[0],)


def test_a_name_in_brackets_is_no_year() -> None:
    html = (
        f'<ul id="favourites">{poster("m", "(M)", 1931)}<b data-item-link="/film/n/" data-item-name="N (two)"></b></ul>'
    )

    assert parse_favorites(html) == (Favorite("m", "(M)", 1931), Favorite("n", "N (two)", None))


@pytest.mark.parametrize(
    "attributes",
    [
        'data-item-name="Eega (2012)"',
        'data-item-link="/film/eega/"',
        'data-item-link="/film/../settings/" data-item-name="Eega"',
        'data-item-link="https://elsewhere.example/film/eega/" data-item-name="Eega"',
        'data-item-link="/film/eega/" data-item-name=" "',
    ],
)
def test_what_looks_otherwise_is_no_favorite(attributes: str) -> None:
    assert parse_favorites(f'<section id="favourites"><div {attributes}></div></section>') == ()


@pytest.mark.parametrize("html", ["", "<p>Nothing</p>", '<p id="favorites"></p>', "<<<>", "{}"])
def test_another_page_is_strange(html: str) -> None:
    with pytest.raises(ReaderError) as raised:
        parse_favorites(html)

    assert raised.value.why == Why.STRANGE


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("meera", "meera"),
        (" @Meera_1 ", "meera_1"),
        ("https://letterboxd.com/Meera/", "meera"),
        ("http://www.letterboxd.com/meera", "meera"),
        ("letterboxd.com/meera/", "meera"),
        ("https://letterboxd.com/meera/films/", ""),
        ("https://letterboxd.com.example/meera/", ""),
        ("https://me@letterboxd.com/meera/", ""),
        ("ftp://letterboxd.com/meera/", ""),
        ("//127.0.0.1/meera", ""),
        ("../settings", ""),
        ("m", ""),
        ("a-b", ""),
        ("mé", ""),
        ("", ""),
    ],
)
def test_a_username_or_the_address_of_a_profile(words: str, name: str) -> None:
    assert username_of(words, HOST) == name


# Whether it may be asked for


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /settings/", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: MarqueeReader\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
        ("User-agent: OtherBot\nDisallow: /", True),
        ("User-agent: *\nDisallow: /meera/", False),
        ("User-agent: *\nDisallow: /*/", False),
        ("User-agent: *\nDisallow: /*/by/", True),
        ("User-agent: *\nDisallow: /*ra/$", False),
        ("User-agent: *\nDisallow: /meera$", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("\x00\x01 nonsense", True),
    ],
)
def test_rules(rules: str, allowed: bool) -> None:
    assert Rules(rules).allow("MarqueeReader", "/meera/") is allowed


def test_rules_may_want_a_pause() -> None:
    assert [Rules(text).pause("MarqueeReader") for text in ("User-agent: *\nCrawl-delay: 7\nDisallow:", "")] == [7, 0]


@pytest.mark.parametrize(
    ("status", "why"), [(401, Why.REFUSED), (403, Why.REFUSED), (429, Why.REFUSED), (500, Why.AWAY), (503, Why.AWAY)]
)
def test_without_its_rules_a_site_is_not_read(site: Site, status: int, why: Why) -> None:
    site.put("/robots.txt", status=status)

    with pytest.raises(ReaderError) as raised:
        reader(site).robots()

    assert raised.value.why == why


def test_a_site_without_rules_forbids_nothing(site: Site) -> None:
    del site.pages["/robots.txt"]

    assert reader(site).robots() == ""


# Within which bounds


def page(site: Site, rules: str = "", **options: float) -> str:
    return reader(site, **options).page("/meera/", Rules(rules))


def refusal(site: Site, rules: str = "") -> Why:
    with pytest.raises(ReaderError) as raised:
        page(site, rules)
    return raised.value.why


def test_a_page_is_asked_for_by_name(site: Site) -> None:
    assert page(site) == profile()
    assert site.asked == [("/meera/", "MarqueeReader/1.0 (+https://here.example)")]


def test_a_forbidden_page_is_not_asked_for(site: Site) -> None:
    assert refusal(site, "User-agent: *\nDisallow: /meera/") == Why.REFUSED
    assert site.asked == []


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, Why.MISSING),
        (410, Why.MISSING),
        (403, Why.REFUSED),
        (429, Why.REFUSED),
        (500, Why.AWAY),
        (204, Why.REFUSED),
    ],
)
def test_other_answers_are_taken_at_their_word(site: Site, status: int, why: Why) -> None:
    site.put("/meera/", status=status)

    assert refusal(site) == why
    assert site.paths() == ["/meera/"]


def test_a_redirect_within_the_site_is_followed(site: Site) -> None:
    site.put("/meera/", status=301, Location="/meera2/")
    site.put("/meera2/", profile())

    assert page(site) == profile()


def test_a_redirect_to_a_forbidden_page_is_not(site: Site) -> None:
    site.put("/meera/", status=301, Location="/settings/")

    assert refusal(site, "User-agent: *\nDisallow: /settings/") == Why.REFUSED
    assert site.paths() == ["/meera/"]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/meera/", "https://127.0.0.1/", "//elsewhere.example/", "file:///etc/passwd", ""]
)
def test_a_redirect_elsewhere_is_not(site: Site, target: str) -> None:
    site.put("/meera/", status=302, Location=target)

    assert refusal(site) == Why.STRANGE
    assert site.paths() == ["/meera/"]


def test_redirects_end(site: Site) -> None:
    site.put("/meera/", status=302, Location="/meera/")

    assert refusal(site) == Why.STRANGE
    assert len(site.asked) == client_module.MAX_REDIRECTS + 1


def test_a_page_has_a_size(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MAX_PAGE", 1000)
    site.put("/meera/", "x" * 1001)

    assert refusal(site) == Why.STRANGE


def test_an_encoding_nobody_asked_for_is_strange(site: Site) -> None:
    site.put("/meera/", "x", Content_Encoding="br")

    assert refusal(site) == Why.STRANGE


def test_time_is_bounded_for_all_together(site: Site) -> None:
    ticks = itertools.count(step=2.0)
    slow = Reader(site.url, "agent", 3.0, clock=lambda: next(ticks))

    with pytest.raises(ReaderError) as raised:
        slow.page("/meera/", Rules(""))

    assert raised.value.why == Why.AWAY


def test_a_site_that_is_not_there_is_away() -> None:
    with serving() as gone:
        pass

    assert refusal(gone) == Why.AWAY


def test_a_page_that_ends_in_its_middle_is_no_page() -> None:
    with server.fake_upstream() as site:
        site.behave("meera", then=server.half)
        with pytest.raises(ReaderError) as raised:
            Reader(site.url, "agent", 5.0).page("/meera/", Rules(""))

    assert raised.value.why == Why.AWAY
