"""What a list of titles can be narrowed by, and how many titles each choice would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet
from django.db.models.functions import Cast, Floor

from catalog.enums import OfferKind, TitleKind
from catalog.models import Offer, Title
from catalog.querysets.title import TitleQuerySet

#: Runtime bands in minutes, from the first up to and including the second.
RUNTIME_BANDS: dict[str, tuple[int, int]] = {
    "short": (1, 89),
    "feature": (90, 119),
    "long": (120, 149),
    "epic": (150, 9999),
}
FACET_LIMIT = 40
FREE_KINDS = (OfferKind.FREE, OfferKind.ADS)


@dataclass(frozen=True, slots=True)
class TitleFilters:
    """Wishes of one list; empty values wish for nothing.

    `languages` and `genres` hold codes and slugs: any of the languages, all of the genres. `decade` is the decade's
    first year, `min_score` a Bayesian average from 0 to 5, `runtime` a key of RUNTIME_BANDS. `muted` are languages that
    the reader wants none of, unless the list asks for them. `adult` lets titles for adults in, which nobody sees
    unasked. `free_in` is a country in which the title can be watched for nothing.
    """

    kind: str = ""
    anime: bool | None = None
    languages: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    country: str = ""
    decade: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    runtime: str = ""
    min_score: float | None = None
    muted: tuple[str, ...] = ()
    adult: bool = False
    free_in: str = ""

    def apply(self, titles: TitleQuerySet) -> TitleQuerySet:
        """`titles` narrowed to the wishes."""
        if not self.adult:
            titles = titles.without_adult()
        if self.kind:
            titles = titles.filter(kind=self.kind)
        if self.anime is not None:
            titles = titles.filter(is_anime=self.anime)
        titles = titles.in_languages(self.languages)
        if unwanted := sorted(set(self.muted) - set(self.languages)):
            titles = titles.exclude(language__in=unwanted)
        for slug in self.genres:
            titles = titles.filter(pk__in=Title.genres.through.objects.filter(genre__slug=slug).values("title_id"))
        if self.country:
            titles = titles.filter(
                pk__in=Title.countries.through.objects.filter(country_id=self.country).values("title_id")
            )
        if self.decade is not None:
            titles = titles.filter(year__gte=self.decade, year__lt=self.decade + 10)
        if self.year_from is not None:
            titles = titles.filter(year__gte=self.year_from)
        if self.year_to is not None:
            titles = titles.filter(year__lte=self.year_to)
        if self.runtime:
            low, high = RUNTIME_BANDS[self.runtime]
            titles = titles.filter(runtime__gte=low, runtime__lte=high)
        if self.min_score is not None:
            titles = titles.filter(stats__score__gte=self.min_score)
        if self.free_in:
            offers = Offer.objects.filter(country=self.free_in, kind__in=FREE_KINDS)
            titles = titles.filter(pk__in=offers.values("title_id"))
        return titles

    def without(self, *names: str) -> TitleFilters:
        """The same wishes except the named ones."""
        blank = TitleFilters()
        return replace(self, **{name: getattr(blank, name) for name in names})

    def with_genre(self, slug: str) -> TitleFilters:
        """The same wishes and one more genre."""
        return replace(self, genres=tuple(dict.fromkeys((slug, *self.genres))))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wished for."""
        return self == TitleFilters()

    def key(self) -> str:
        """The wishes as text, for cache keys."""
        return "|".join(repr(getattr(self, field.name)) for field in fields(self))


def count_facets(titles: TitleQuerySet, filters: TitleFilters) -> dict[str, list[tuple[str, int]]]:
    """How many of `titles` each choice would show, given the other dimensions' wishes; most first.

    A dimension with one choice at a time ignores its own wish, so that its other choices stay countable. Genres add up
    (all of them must fit), so theirs keeps it.
    """
    found = {name: count(filters.without(*own).apply(titles).order_by()) for name, (own, count) in _FACETS.items()}
    return {name: rows[:FACET_LIMIT] for name, rows in found.items()}


def _grouped(titles: QuerySet[Any], column: str) -> list[tuple[str, int]]:
    rows = titles.values_list(column).annotate(n=Count("pk")).order_by("-n", column)
    return [(str(value), count) for value, count in rows if value not in (None, "")]


def _linked(through: Any, column: str) -> Callable[[QuerySet[Any]], list[tuple[str, int]]]:
    def count(titles: QuerySet[Any]) -> list[tuple[str, int]]:
        links = through.objects.filter(title_id__in=titles.values("pk"))
        rows = links.values_list(column).annotate(n=Count("pk")).order_by("-n", column)
        return [(str(value), number) for value, number in rows]

    return count


def _kinds(titles: QuerySet[Any]) -> list[tuple[str, int]]:
    return _grouped(titles, "kind")


def _anime(titles: QuerySet[Any]) -> list[tuple[str, int]]:
    rows = dict(titles.values_list("is_anime").annotate(n=Count("pk")).order_by())
    return [("true", rows[True])] if rows.get(True) else []


def _decades(titles: QuerySet[Any]) -> list[tuple[str, int]]:
    decade = Cast(Floor(F("year") / 10.0), IntegerField()) * 10
    rows = titles.exclude(year=None).annotate(decade=decade).values_list("decade").annotate(n=Count("pk"))
    return [(str(int(value)), count) for value, count in rows.order_by("-decade")]


def _runtimes(titles: QuerySet[Any]) -> list[tuple[str, int]]:
    rows = titles.exclude(runtime=None).values_list("runtime").annotate(n=Count("pk")).order_by()
    sums = dict.fromkeys(RUNTIME_BANDS, 0)
    for minutes, count in rows:
        for name, (low, high) in RUNTIME_BANDS.items():
            if low <= minutes <= high:
                sums[name] += count
    return [(name, count) for name, count in sums.items() if count]


_FACETS: dict[str, tuple[tuple[str, ...], Callable[[QuerySet[Any]], list[tuple[str, int]]]]] = {
    "kind": (("kind",), _kinds),
    "anime": (("anime",), _anime),
    "language": (("languages",), lambda titles: _grouped(titles, "language")),
    "genre": ((), _linked(Title.genres.through, "genre__slug")),
    "country": (("country",), _linked(Title.countries.through, "country_id")),
    "decade": (("decade", "year_from", "year_to"), _decades),
    "runtime": (("runtime",), _runtimes),
}
KINDS = tuple(TitleKind.values)
