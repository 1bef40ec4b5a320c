"""Festivals that come, and the titles that fit them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Count, Q
from django.utils.translation import get_language, gettext

from catalog.exceptions import FestivalNotFoundError
from catalog.models import Festival, FestivalDate, Title
from catalog.querysets.title import TitleQuerySet
from catalog.search.filters import TitleFilters
from catalog.selectors.cards import TitleCard, cards_by_id
from moviesite.common.versions import current_version

SHOWN_TITLES = 12
KEPT = 3600  # seconds


@dataclass(frozen=True, slots=True)
class FestivalCard:
    """A festival with its next date. `names` maps a language code to its name in that language."""

    id: int
    slug: str
    name: str
    names: dict[str, str]
    about: str
    languages: tuple[str, ...]
    starts_on: date
    ends_on: date

    @property
    def url(self) -> str:
        """The path of its page."""
        return f"/festivals/{self.slug}/"

    @property
    def own_name(self) -> tuple[str, str]:
        """Its name in the first of its languages, with that language's code; ("", "") where there is none."""
        for code in (*self.languages, *self.names):
            if code in self.names:
                return self.names[code], code
        return "", ""

    def is_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return self.starts_on <= day <= self.ends_on


def coming_festivals(day: date, *, language: str = "", country: str = "") -> list[FestivalCard]:
    """Each festival's next date from `day` on, soonest first; with `language` those of its people and everybody's."""
    rows = FestivalDate.objects.filter(festival__is_active=True, ends_on__gte=day).select_related("festival")
    found: dict[int, FestivalCard] = {}
    for row in rows.order_by("starts_on", "festival_id"):
        festival = row.festival
        if language and festival.languages and language not in festival.languages:
            continue
        if country and festival.countries and country not in festival.countries:
            continue
        found.setdefault(festival.pk, _card(festival, row, language))
    return list(found.values())


def get_festival(slug: str, day: date) -> tuple[Festival, FestivalCard]:
    """An active festival with its next, else its last date; FestivalNotFoundError without either."""
    festival = Festival.objects.filter(slug=slug, is_active=True).first()
    if festival is None:
        raise FestivalNotFoundError
    dates = festival.dates.order_by("starts_on")
    row = dates.filter(ends_on__gte=day).first() or dates.last()
    if row is None:
        raise FestivalNotFoundError
    return festival, _card(festival, row)


def festival_titles(festival: Festival, filters: TitleFilters) -> TitleQuerySet:
    """Titles that fit: chosen ones first, then those that share most keywords and genres, then the better known."""
    titles = filters.apply(Title.objects.published())
    if festival.languages:
        titles = titles.filter(Q(festivals=festival) | Q(language__in=festival.languages))
    keywords, genres = festival.keywords.all(), festival.genres.all()
    fit = titles.filter(Q(festivals=festival) | Q(keywords__in=keywords) | Q(genres__in=genres))
    chosen = Count("festivals", filter=Q(festivals=festival), distinct=True)
    shared = Count("keywords", filter=Q(keywords__in=keywords), distinct=True)
    shared_genres = Count("genres", filter=Q(genres__in=genres), distinct=True)
    ranked = fit.annotate(chosen=chosen, shared=shared + shared_genres)
    return ranked.order_by("-chosen", "-shared", "-stats__score", "pk")


def festival_cards(festival: Festival, filters: TitleFilters, *, most: int = SHOWN_TITLES) -> list[TitleCard]:
    """Cards of the titles that fit best."""
    return in_order(festival_titles(festival, filters).values_list("pk", flat=True)[:most])


def fitting_cards(festivals: Iterable[FestivalCard]) -> dict[int, list[TitleCard]]:
    """Titles that fit each festival, by its id; the same for everyone, so kept for as long as the catalog stays."""
    wanted = [item.id for item in festivals]
    found: dict[int, list[int]] = {}
    for festival in Festival.objects.filter(pk__in=wanted):
        key = f"festival:{festival.pk}:{current_version('catalog')}:{current_version('titles')}"
        ids = caches["local"].get(key)
        if ids is None:
            ids = list(festival_titles(festival, TitleFilters()).values_list("pk", flat=True)[:SHOWN_TITLES])
            caches["local"].set(key, ids, KEPT)
        found[festival.pk] = ids
    cards = cards_by_id({title_id for ids in found.values() for title_id in ids})
    return {pk: [cards[title_id] for title_id in found.get(pk, ()) if title_id in cards] for pk in wanted}


def in_order(title_ids: Iterable[int]) -> list[TitleCard]:
    """Cards in the order of their ids."""
    ids = list(title_ids)
    cards = cards_by_id(ids)
    return [cards[title_id] for title_id in ids if title_id in cards]


def _card(festival: Festival, row: FestivalDate, language: str = "") -> FestivalCard:
    """The card; the reader's language, where it is one of the festival's, stands first."""
    languages = sorted(festival.languages, key=lambda code: code != language)
    # What the site knows by itself is in its catalogs; what curators write stays as it is.
    name = festival.names.get(get_language() or "") or gettext(festival.name)
    return FestivalCard(
        festival.pk, festival.slug, name, dict(festival.names), festival.about and gettext(festival.about),
        tuple(languages), row.starts_on, row.ends_on,
    )  # fmt: skip
