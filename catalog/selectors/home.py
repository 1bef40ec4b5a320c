"""What the home page shows before anybody's taste is known, and around it when it is.

Which titles a row holds is kept in the process for a few minutes; their facts are read fresh, all rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.core.cache import caches

from catalog.enums import TitleKind
from catalog.querysets.title import TitleQuerySet
from catalog.search.filters import TitleFilters
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.discovery import facets_of, titles_by
from catalog.selectors.marks import marked
from moviesite.common.versions import current_version
from moviesite.common.vocabulary import HOME_LANGUAGES

KEPT = 300  # seconds
ROW = 10
STARTERS = 8
STARTER_LANGUAGES = ("en", "hi", "te", "ta", "ja", "kn")
TONGUE = 2
EVENING_MINUTES = (40, 100)
EVENING_POOL = 4 * ROW


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Titles of one original language; `count` is how many the catalog has, where that was asked for."""

    code: str
    cards: list[TitleCard]
    count: int = 0


@dataclass(frozen=True, slots=True)
class VisitorHome:
    """`starters` are famous titles to choose from; `languages` stand in the order that was asked for."""

    starters: list[TitleCard]
    trending: list[TitleCard]
    languages: list[LanguageRow]
    anime: list[TitleCard]


@dataclass(frozen=True, slots=True)
class MemberHome:
    """`evening` holds films of at most 100 minutes; `languages` two titles each."""

    trending: list[TitleCard]
    evening: list[TitleCard]
    languages: list[LanguageRow]


def visitor_home(languages: Sequence[str]) -> VisitorHome:
    """The rows for somebody who is not logged in."""
    rows = {code: _first_ids(f"best:{code}", _in(code, "best"), ROW) for code in languages}
    starters, trending = _starter_ids(), _first_ids("trend", titles_by("trend"), ROW)
    anime = _first_ids("anime", titles_by("trend", TitleFilters(anime=True)), ROW)
    cards = cards_by_id(set(chain(starters, trending, anime, *rows.values())))
    return VisitorHome(
        starters=_pick(cards, starters),
        trending=_pick(cards, trending),
        languages=[LanguageRow(code, found) for code, ids in rows.items() if (found := _pick(cards, ids))],
        anime=_pick(cards, anime),
    )


def member_home(
    member_id: int, languages: Sequence[str], today: date, *, muted: Sequence[str] = (), adult: bool = False
) -> MemberHome:
    """The rows beside a member's picks, without `muted` languages; the films for a short evening change daily."""
    languages = [code for code in languages if code not in muted]
    key = f"{','.join(languages)}-{','.join(sorted(muted))}-{adult:d}"
    wishes = TitleFilters(languages=tuple(languages), muted=tuple(sorted(muted)), adult=adult)
    trending = _first_ids(f"trend:{key}", titles_by("trend", wishes), ROW)
    evening = _of_the_day(_evening_ids(key, wishes), today)
    shown = languages or [code for code in HOME_LANGUAGES if code not in muted]
    tongues = {code: _first_ids(f"trend:{code}", _in(code, "trend"), TONGUE) for code in shown}
    cards = cards_by_id(set(chain(trending, evening, *tongues.values())))
    cards = {card.id: card for card in marked(cards.values(), member_id)}
    counts = dict(facets_of()["language"])
    return MemberHome(
        trending=_pick(cards, trending),
        evening=_pick(cards, evening),
        languages=[
            LanguageRow(code, found, counts.get(code, 0))
            for code, ids in tongues.items()
            if (found := _pick(cards, ids))
        ],
    )


def _in(code: str, sort: str) -> TitleQuerySet:
    return titles_by(sort, TitleFilters(languages=(code,)))


def _first_ids(name: str, titles: TitleQuerySet, limit: int) -> list[int]:
    key = f"home:{current_version('catalog')}:{name}:{limit}"
    ids = caches["local"].get(key)
    if ids is None:
        ids = list(titles.values_list("pk", flat=True)[:limit])
        caches["local"].set(key, ids, KEPT)
    return list(ids)


def _starter_ids() -> list[int]:
    """The most rated title of each language in turn, so that most visitors know three of them."""
    columns = [_first_ids(f"starters:{code}", _in(code, "popular"), STARTERS) for code in STARTER_LANGUAGES]
    rounds = (column[number] for number in range(STARTERS) for column in columns if number < len(column))
    return list(dict.fromkeys(rounds))[:STARTERS]


def _evening_ids(key: str, wishes: TitleFilters) -> list[int]:
    """The best short films in the wanted languages; where those are few, followed by those in any."""
    low, high = EVENING_MINUTES
    found: list[int] = []
    anything = TitleFilters(muted=wishes.muted, adult=wishes.adult)
    for name, filters in ((f"evening:{key}", wishes), (f"evening:{anything.key()}", anything)):
        if len(found) < ROW:
            short = titles_by("best", filters).filter(kind=TitleKind.MOVIE, runtime__gte=low, runtime__lte=high)
            found += _first_ids(name, short, EVENING_POOL)
    return list(dict.fromkeys(found))[:EVENING_POOL]


def _of_the_day(ids: list[int], today: date) -> list[int]:
    """A row's length of `ids`, further along each day."""
    if len(ids) <= ROW:
        return ids
    start = today.toordinal() * ROW % len(ids)
    return (ids[start:] + ids[:start])[:ROW]


def _pick(cards: dict[int, TitleCard], ids: Iterable[int]) -> list[TitleCard]:
    return [cards[pk] for pk in ids if pk in cards]
