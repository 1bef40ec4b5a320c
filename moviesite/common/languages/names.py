"""Names, numbers and times as a language writes them (Unicode CLDR, by Babel). English stays as the site has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from babel import Locale
from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.translation import gettext

from moviesite.common.languages.catalogs import TRANSLATED

_REGION = "IN"
_GROUPS = "#,##,##0"  # CLDR has it for three of the four; readers of Kannada count in lakhs too
_OUR_CODES = {"cn": "yue"}  # codes of our vocabulary that CLDR spells otherwise


def reader_locale() -> Locale | None:
    """The locale of the language that is spoken now; None for English, whose words stand in the code."""
    language = (translation.get_language() or "").partition("-")[0]
    return _locale(language) if language in TRANSLATED else None


@cache
def _locale(language: str) -> Locale:
    return Locale(language, _REGION)


def named_language(code: str) -> str:
    """What the reader's language calls another one; "" in English, or where it has no word for it."""
    locale = reader_locale()
    return locale.languages.get(_OUR_CODES.get(code, code), "") if locale else ""


def named_country(code: str) -> str:
    """What the reader's language calls a country; "" in English, or where it has no word for it."""
    locale = reader_locale()
    return locale.territories.get(code, "") if locale else ""


def grouped(number: int) -> str:
    """1234567 is "12,34,567" for readers of the four, and "1,234,567" in English."""
    locale = reader_locale()
    return format_decimal(number, format=_GROUPS, locale=locale) if locale else f"{number:,}"


def joined(words: Sequence[str]) -> str:
    """ "a, b and c", as the reader's language joins what belongs together."""
    return format_list(list(words), locale=reader_locale() or "en_GB")


def how_long_ago(moment: datetime) -> str:
    """ "3 hours ago" or "in 2 days", in the reader's language; "" in English."""
    locale = reader_locale()
    if locale is None:
        return ""
    now = timezone.now() if timezone.is_aware(moment) else timezone.make_naive(timezone.now())
    return format_timedelta(moment - now, add_direction=True, locale=locale)


def decade_name(year: int) -> str:
    """1990 is "1990s"."""
    return gettext("%(year)ss") % {"year": year}
