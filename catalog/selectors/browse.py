"""The state of a list as its address says it: the same reading for pages and the API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.dedup.fields import FIRST_YEAR, LAST_YEAR
from catalog.search.filters import KINDS, RUNTIME_BANDS, TitleFilters
from catalog.selectors.cards import genre_tags
from catalog.selectors.discovery import DEFAULT_SORT, SORTS
from moviesite.common.errors import DomainError
from moviesite.common.regions import COUNTRIES
from moviesite.common.vocabulary import LANGUAGES

MOST_CHOICES = 12
_NUMBER = re.compile(r"\d{1,4}")
_SCORE = re.compile(r"[0-5](\.\d{1,2})?")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class InvalidFilterError(DomainError):
    """An address asks for what no list has; `errors` says which parameter."""

    title = gettext_lazy("Invalid input")

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("Some parameters are not valid.", errors=errors)


@dataclass(frozen=True, slots=True)
class BrowseState:
    """What a list shows. `query()` writes the address that says the same."""

    filters: TitleFilters
    sort: str = DEFAULT_SORT
    page: int = 1

    def query(self) -> str:
        """The query string, without what is left at its default."""
        wishes = self.filters
        pairs: list[tuple[str, Any]] = [
            ("kind", wishes.kind),
            ("anime", "" if wishes.anime is None else str(wishes.anime).lower()),
            *(("language", code) for code in wishes.languages),
            *(("genre", slug) for slug in wishes.genres),
            ("country", wishes.country),
            ("decade", wishes.decade),
            ("year_from", wishes.year_from),
            ("year_to", wishes.year_to),
            ("runtime", wishes.runtime),
            ("min_score", None if wishes.min_score is None else f"{wishes.min_score:g}"),
            ("sort", self.sort if self.sort != DEFAULT_SORT else ""),
            ("page", self.page if self.page > 1 else ""),
        ]
        return urlencode([(name, value) for name, value in pairs if value not in (None, "")])

    def with_page(self, number: int) -> BrowseState:
        """The same list at another page."""
        return replace(self, page=number)

    def with_sort(self, sort: str) -> BrowseState:
        """The same titles in another order, from the first page."""
        return replace(self, sort=sort, page=1)

    def toggled(self, dimension: str, value: str) -> BrowseState:
        """The list with a facet's choice made, or taken back if it is made already; from the first page."""
        wishes = self.filters
        if dimension in {"language", "genre"}:
            name = f"{dimension}s"
            held: tuple[str, ...] = getattr(wishes, name)
            chosen: Any = tuple(item for item in held if item != value) if value in held else (*held, value)
        else:
            name = dimension
            made = _READERS[dimension](value)
            chosen = getattr(TitleFilters(), name) if getattr(wishes, name) == made else made
        return replace(self, filters=replace(wishes, **{name: chosen}), page=1)


def read_filters(params: QueryDict) -> TitleFilters:
    """The wishes in a query string; InvalidFilterError names every parameter that cannot be understood."""
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        if raw := params.get(name, ""):
            try:
                found[name] = read(raw)
            except ValueError as error:
                errors[name] = [str(error)]
    for name, target, known in (("language", "languages", LANGUAGES), ("genre", "genres", _genre_slugs())):
        values = tuple(dict.fromkeys(value for value in params.getlist(name) if value))
        unknown = [value for value in values if value not in known]
        if unknown or len(values) > MOST_CHOICES:
            errors[name] = [
                _("Unknown: %(name)s.") % {"name": unknown[0][:40]}
                if unknown
                else _("At most %(choices)s.") % {"choices": MOST_CHOICES}
            ]
        found[target] = values
    first, last = found.get("year_from"), found.get("year_to")
    if first is not None and last is not None and first > last:
        errors["year_to"] = [_("Not before year_from.")]
    if errors:
        raise InvalidFilterError(errors)
    return TitleFilters(**found)


def read_sort(params: QueryDict, default: str = DEFAULT_SORT) -> str:
    """The order in a query string; InvalidFilterError for an unknown one."""
    sort = params.get("sort") or default
    if sort not in SORTS:
        raise InvalidFilterError({"sort": [_one_of(SORTS)]})
    return sort


def read_state(params: QueryDict) -> BrowseState:
    """The whole state of a list; InvalidFilterError for anything that no list has."""
    number = params.get("page") or "1"
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:8]) <= 1_000_000):
        raise InvalidFilterError({"page": [_("A whole number from 1 to 1000000.")]})
    return BrowseState(read_filters(params), read_sort(params), int(number))


def _genre_slugs() -> set[str]:
    return {tag.slug for tag in genre_tags().values()}


def _one_of(choices: Iterable[str]) -> str:
    return _("One of %(choices)s.") % {"choices": ", ".join(choices)}


def _kind(raw: str) -> str:
    if raw not in KINDS:
        raise ValueError(_one_of(KINDS))
    return raw


def _boolean(raw: str) -> bool:
    if raw not in _BOOLEANS:
        raise ValueError(_("true or false."))
    return _BOOLEANS[raw]


def _country(raw: str) -> str:
    if raw.upper() not in COUNTRIES:
        raise ValueError("An ISO 3166-1 alpha-2 code.")
    return raw.upper()


def _year(raw: str) -> int:
    if not raw.isascii() or not _NUMBER.fullmatch(raw) or not FIRST_YEAR <= int(raw) <= LAST_YEAR:
        raise ValueError(f"A year from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(raw)


def _decade(raw: str) -> int:
    year = _year(raw)
    if year % 10:
        raise ValueError("A decade's first year, such as 1990.")
    return year


def _runtime(raw: str) -> str:
    if raw not in RUNTIME_BANDS:
        raise ValueError(_one_of(RUNTIME_BANDS))
    return raw


def _score(raw: str) -> float:
    if not raw.isascii() or not _SCORE.fullmatch(raw) or float(raw) > 5:
        raise ValueError("A number from 0 to 5.")
    return float(raw)


_READERS: dict[str, Any] = {
    "kind": _kind,
    "anime": _boolean,
    "country": _country,
    "decade": _decade,
    "year_from": _year,
    "year_to": _year,
    "runtime": _runtime,
    "min_score": _score,
}
