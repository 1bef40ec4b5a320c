"""Names, numbers and times as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from babel.plural import PluralRule
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from moviesite.common.languages.catalogs import PLURAL_FORMS, TRANSLATED
from moviesite.common.languages.names import decade_name, grouped, how_long_ago, joined
from moviesite.common.regions import COUNTRIES, country_name
from moviesite.common.vocabulary import LANGUAGES, english_name, language_name
from recommender.rerank.moods import MOOD_NAMES
from tests.moviesite.languages.pseudo import unmarked


def shown(template: str, **words: object) -> str:
    """A piece of template in the present language."""
    return Template("{% load humanize ui %}" + template).render(Context(words))


@pytest.mark.parametrize(
    ("code", "language", "country", "ago", "among"),
    [
        ("en", "Telugu", "India", "3\xa0hours ago", "a, b and c"),
        ("te", "తెలుగు", "భారతదేశం", "3 గంటల క్రితం", "a, b మరియు c"),
        ("hi", "तेलुगू", "भारत", "3 घंटे पहले", "a, b, और c"),
        ("ta", "தெலுங்கு", "இந்தியா", "3 மணிநேரம் முன்", "a, b மற்றும் c"),
        ("kn", "ತೆಲುಗು", "ಭಾರತ", "3 ಗಂಟೆಗಳ ಹಿಂದೆ", "a, b, ಮತ್ತು c"),
    ],
)
@time_machine.travel(datetime(2026, 3, 5, 15, tzinfo=UTC), tick=False)
def test_words(code: str, language: str, country: str, ago: str, among: str) -> None:
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    with translation.override(code):
        assert (language_name("te"), country_name("IN")) == (language, country)
        assert shown("{{ moment|naturaltime }}", moment=noon) == ago
        assert joined(["a", "b", "c"]) == among


@pytest.mark.parametrize("code", ["en", *TRANSLATED])
def test_numbers(code: str) -> None:
    with translation.override(code):
        said = grouped(1234567), shown("{{ n|intcomma }}", n=1234567)

    assert said == (("1,234,567",) * 2 if code == "en" else ("12,34,567",) * 2)


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_is_named_in_english(code: str) -> None:
    former = {"SU", "XC", "YU", "xx"}  # these are in the catalogs
    with translation.override(code):
        names = [language_name(one) for one in LANGUAGES if one not in former]
        names += [country_name(one) for one in COUNTRIES if one not in former]

    assert [name for name in names if unmarked(name)] == []
    assert {mood for mood, said in MOOD_NAMES.items() if not said.get(code)} == set()


def test_what_is_stored_is_named_in_english() -> None:
    with translation.override("te"):
        assert (english_name("te"), how_long_ago(datetime.now(UTC)) != "") == ("Telugu", True)


@pytest.mark.parametrize(("code", "expected"), [("en", "5 March 2026"), ("hi", "5 मार्च 2026")])
def test_dates(code: str, expected: str) -> None:
    with translation.override(code):
        assert date_format(date(2026, 3, 5), "j F Y") == expected


@pytest.mark.parametrize("code", TRANSLATED)
def test_plural_forms_are_those_of_unicode(code: str) -> None:
    from babel import Locale

    rule: PluralRule = Locale(code).plural_form
    first = {number for number in range(200) if rule(number) == "one"}

    assert first == ({0, 1} if "n > 1" in PLURAL_FORMS[code] else {1})


def test_decades() -> None:
    assert decade_name(1990) == "1990s"
