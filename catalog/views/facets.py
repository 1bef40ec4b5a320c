"""Filters as the browse page draws them: every choice with its count, and what is chosen as chips to take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.search.filters import TitleFilters
from catalog.selectors.browse import BrowseState
from catalog.selectors.cards import genre_tags
from moviesite.common import ui
from moviesite.common.regions import country_name
from moviesite.common.vocabulary import HOME_LANGUAGES, endonym, language_name

SHOWN = 8
SCORES = ("3", "3.5", "4", "4.25")
Counts = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `native` is its name in the language `lang`."""

    value: str
    label: str
    count: int | None
    on: bool
    native: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices under one parameter; `single` ones are radios and begin with "any"."""

    name: str
    label: str
    options: list[Option]
    more: list[Option]
    single: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Decades:
    """The histogram over the year fields."""

    bars: list[ui.Bar]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A wish that can be taken back by following `query`."""

    label: str
    query: str


def facets(state: BrowseState, counts: Counts) -> list[Facet]:
    """The groups in the order of the page."""
    wishes = state.filters
    tags = {tag.slug: tag.name for tag in genre_tags().values()}
    languages = [
        Option(code, language_name(code), count, code in wishes.languages, _native(code), code)
        for code, count in _with_chosen(counts["language"], wishes.languages)
    ]
    genres = [
        Option(slug, tags.get(slug, slug), count, slug in wishes.genres)
        for slug, count in _with_chosen(counts["genre"], wishes.genres)
    ]
    lengths = runtime_labels()
    runtimes = [Option(band, lengths[band], count, band == wishes.runtime) for band, count in counts["runtime"]]
    chosen_country = (wishes.country,) if wishes.country else ()
    countries = [
        Option(code, country_name(code), count, code == wishes.country)
        for code, count in _with_chosen(counts["country"], chosen_country)
    ]
    scores = [Option(value, _score(float(value)), None, wishes.min_score == float(value)) for value in SCORES]
    return [
        _facet("language", _("Language"), languages, opened=True),
        _facet("genre", _("Genre"), genres, opened=True),
        _facet("runtime", _("Length"), runtimes, single=True),
        _facet("min_score", _("Rating"), scores, single=True),
        _facet("country", _("Country"), countries, single=True),
    ]


def kinds(state: BrowseState, counts: Counts) -> list[Option]:
    """All, films or series."""
    found = dict(counts["kind"])
    return [
        Option("", _("All"), None, not state.filters.kind),
        Option("movie", _("Films"), found.get("movie", 0), state.filters.kind == "movie"),
        Option("tv", _("Series"), found.get("tv", 0), state.filters.kind == "tv"),
    ]


def decades(state: BrowseState, counts: Counts) -> Decades | None:
    """Titles by decade, lit where the years that were asked for reach; None without any."""
    rows = sorted((int(first), count) for first, count in counts["decade"])
    if not rows:
        return None
    first, last = rows[0][0], rows[-1][0]
    known = dict(rows)
    every = list(range(first, last + 10, 10))
    low, high = _years(state.filters)
    drawn = ui.histogram_bars([known.get(decade, 0) for decade in every], step=1, width=229, height=64)
    lit = [low <= decade + 9 and decade <= high for decade in every]
    bars = [
        ui.Bar(bar.x, bar.y, bar.width, bar.height, decade, bar.count, on)
        for bar, decade, on in zip(drawn, every, lit, strict=True)
    ]
    return Decades(bars, first, last + 9)


def chips(state: BrowseState) -> list[Chip]:
    """What is chosen, in the order of the filters."""
    wishes = state.filters
    tags = {tag.slug: tag.name for tag in genre_tags().values()}
    made: list[tuple[str, str, str]] = []
    if wishes.kind:
        made.append((_("Films") if wishes.kind == "movie" else _("Series"), "kind", wishes.kind))
    if wishes.anime is not None:
        made.append((_("Anime") if wishes.anime else _("No anime"), "anime", str(wishes.anime).lower()))
    made += [(language_name(code), "language", code) for code in wishes.languages]
    made += [(tags.get(slug, slug), "genre", slug) for slug in wishes.genres]
    if wishes.decade is not None:
        made.append((_("%(decade)ss") % {"decade": wishes.decade}, "decade", str(wishes.decade)))
    if wishes.year_from is not None:
        made.append((_("From %(year)s") % {"year": wishes.year_from}, "year_from", str(wishes.year_from)))
    if wishes.year_to is not None:
        made.append((_("To %(year)s") % {"year": wishes.year_to}, "year_to", str(wishes.year_to)))
    if wishes.runtime:
        made.append((runtime_labels()[wishes.runtime], "runtime", wishes.runtime))
    if wishes.min_score is not None:
        made.append((_score(wishes.min_score), "min_score", f"{wishes.min_score:g}"))
    if wishes.country:
        made.append((country_name(wishes.country), "country", wishes.country))
    return [Chip(label, state.toggled(dimension, value).query()) for label, dimension, value in made]


def sorts() -> list[tuple[str, str]]:
    """Orders by name."""
    return [
        ("trend", _("Trending")),
        ("popular", _("Most rated")),
        ("best", _("Best rated")),
        ("year", _("Newest")),
        ("new", _("Latest additions")),
        ("name", _("Name")),
    ]


def runtime_labels() -> dict[str, str]:
    """Runtime bands in words."""
    return {
        "short": _("Under 1 h 30"),
        "feature": _("1 h 30 to 2 h"),
        "long": _("2 h to 2 h 30"),
        "epic": _("Over 2 h 30"),
    }


def _facet(name: str, label: str, options: list[Option], *, single: bool = False, opened: bool = False) -> Facet:
    chosen = any(option.on for option in options)
    if single:
        options = [Option("", _("Any"), None, not chosen), *options]
    # A choice that is made stays in sight, however rare.
    first = [option for index, option in enumerate(options) if index < SHOWN or option.on]
    more = [option for index, option in enumerate(options) if index >= SHOWN and not option.on]
    return Facet(name, label, first, more, single, opened or chosen)


def _with_chosen(rows: Iterable[tuple[str, int]], chosen: Sequence[str]) -> list[tuple[str, int]]:
    """The counted values, and those that were chosen though no title has them."""
    rows = list(rows)
    known = {value for value, _count in rows}
    return [*rows, *((value, 0) for value in chosen if value not in known)]


def _native(code: str) -> str:
    """A language's name in itself, for those whose script the site has a face for."""
    return endonym(code) if code in HOME_LANGUAGES and code != "en" else ""


def _score(value: float) -> str:
    return _("%(stars)s stars and up") % {"stars": f"{value:g}"}


def _years(wishes: TitleFilters) -> tuple[int, int]:
    if wishes.decade is not None:
        return wishes.decade, wishes.decade + 9
    return wishes.year_from or 0, wishes.year_to or 9999
