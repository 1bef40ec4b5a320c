"""The poster tag."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils.translation import override

from accounts.models import User
from catalog.selectors.cards import GenreTag, TitleCard
from catalog.selectors.posters import poster_version, poster_words
from catalog.templatetags.catalog_tags import poster

CARD = TitleCard(
    id=2,
    kind="movie",
    is_anime=False,
    title="Mayabazar",
    original_title="మాయాబజార్",
    slug="mayabazar",
    year=1957,
    end_year=None,
    runtime=184,
    director="K. V. Reddy",
    language="te",
    poster_url="",
    average=None,
    count=0,
    genres=(GenreTag("mythology", "Mythology"),),
)


def test_draws_inline() -> None:
    root = ElementTree.fromstring(poster(CARD))  # noqa: S314 (our own drawing)
    assert root.tag == "svg"
    assert (root.get("class"), root.get("role")) == ("poster__art", "img")
    assert root.get("aria-label") == "Mayabazar (1957)"
    assert root.find("title") is None


def test_shows_a_picture_where_there_is_one() -> None:
    html = poster(replace(CARD, poster_url='https://image.tmdb.org/a"b.jpg'))
    assert html == (
        '<img class="poster__art" src="https://image.tmdb.org/a&quot;b.jpg" '
        f'data-drawn="/title/{CARD.id}/poster.svg" alt="Mayabazar (1957)" '
        'width="300" height="450" loading="lazy" decoding="async">'
    )


def test_text_is_escaped() -> None:
    card = replace(CARD, title='"><script>alert(1)</script>', original_title="", language="en")
    root = ElementTree.fromstring(poster(card))  # noqa: S314 (our own drawing)
    assert root.get("aria-label") == '"><script>alert(1)</script> (1957)'
    assert [element.tag for element in root.iter() if "script" in element.tag] == []


def test_takes_sample_data() -> None:
    facts = {"id": 2, "title": "Mayabazar", "original_title": "మాయాబజార్", "language": "te", "year": 1957}
    facts |= {"director": "K. V. Reddy", "genres": [{"slug": "mythology", "name": "Mythology"}]}
    assert poster(facts) == poster(CARD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ("మాయాబజార్", "te")),
        ({"id": 3}, ("మాయాబజార్", "te")),
        ({"year": 2012}, ("మాయాబజార్", "te")),
        ({"year": 2012, "id": 3}, ("Mayabazar", "te-Latn")),
        ({"original_title": "Mayabazar"}, ("Mayabazar", "te")),
        ({"language": "ja", "original_title": "生きる", "title": "Ikiru"}, ("Ikiru", "en")),
        ({"language": "", "original_title": "Heat", "title": "Heat"}, ("Heat", "en")),
        ({"language": "fr", "original_title": "Amélie", "title": "Amélie"}, ("Amélie", "fr")),
    ],
)
def test_which_words_stand_large(changes: dict[str, object], words: tuple[str, str]) -> None:
    assert poster_words(replace(CARD, **changes)) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 1958},
        {"director": "Someone Else"},
        {"original_title": "మాయ"},
        {"genres": ()},
        {"id": 4},
    ],
)
def test_a_change_of_the_drawing_changes_its_version(changes: dict[str, object]) -> None:
    assert poster_version(replace(CARD, **changes)) != poster_version(CARD)  # type: ignore[arg-type]


def test_what_is_not_drawn_does_not() -> None:
    assert poster_version(replace(CARD, count=7, average=4.0)) == poster_version(CARD)


def draw_card(card: TitleCard, user: object, **context: object) -> str:
    page = Template("{% load catalog_tags %}{% title_card card %}")
    return page.render(Context({"card": card, "user": user, **context}))


def test_a_visitors_card_is_kept_until_it_changes() -> None:
    first = draw_card(CARD, AnonymousUser())
    with patch("catalog.templatetags.catalog_tags._draw_card") as draw:
        assert draw_card(CARD, AnonymousUser()) == first
        draw.assert_not_called()
    assert draw_card(replace(CARD, title="Rope"), AnonymousUser()) != first
    with override("te"):
        assert draw_card(CARD, AnonymousUser(), card_level=2) != first


def test_a_members_card_is_drawn_for_them(member: User) -> None:
    visitors = draw_card(CARD, AnonymousUser())
    own = draw_card(CARD, member)
    assert (visitors.count("<button"), own.count("<button")) == (0, 2)
    assert draw_card(CARD, AnonymousUser()) == visitors
