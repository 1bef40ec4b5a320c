"""TMDB as a provider: films, series, what changes, what is trending, where to watch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from django.conf import settings

from catalog.enums import Provider, Source, TitleKind
from catalog.providers.base import HttpProvider, RecordPage, Wiring, id_of, map_each
from catalog.providers.errors import BadItemError
from catalog.providers.reading import country, items, line, mapping, whole
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.providers.tmdb.check import check_config
from catalog.providers.tmdb.client import LAST_PAGE, TmdbClient, is_configured, upstream
from catalog.providers.tmdb.mapper import LARGEST, map_changed, map_listed, map_title, pages_of

_KEY: Final = re.compile(r"(movie|tv)/([1-9]\d{0,9})", re.ASCII)
_LONGEST_SPAN: Final = timedelta(days=14)  # that one question about changes may cover


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """Keys of titles that changed."""

    keys: tuple[str, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PlatformListing:
    """A platform by TMDB's number and name; `position` is its rank in the country, the lowest first."""

    number: int
    name: str
    position: int


class TmdbProvider(HttpProvider):
    """Keys are movie/603 and tv/1399."""

    name = Provider.TMDB
    wiring = Wiring(is_configured, upstream, check_config)

    def key_for(self, external_ids: Iterable[ExternalIdRecord]) -> str:
        """From TMDB's own number; "" where it is not among the ids."""
        found = id_of(external_ids, Source.TMDB_MOVIE, Source.TMDB_TV)
        if found is None:
            return ""
        return f"{'movie' if found.source == Source.TMDB_MOVIE else 'tv'}/{found.value}"

    def title(self, key: str) -> TitleRecord:
        """Everything about one title, in one request."""
        found = _KEY.fullmatch(key)
        if found is None:
            raise BadItemError(key, "no key of TMDB")
        kind, number = TitleKind(found[1]), int(found[2])
        record = map_title(kind, self._tmdb().details(kind, number), settings.TMDB_IMAGE_BASE_URL)
        if record.external_ids[0].value != str(number):
            raise BadItemError(key, "another title was sent")
        return record

    def search(
        self, query: str, *, page: int = 1, kind: TitleKind | None = None, year: int | None = None
    ) -> list[TitleRecord]:
        """Light records by name. For both kinds together TMDB takes no year, so other years are left out here."""
        if not query.strip() or not 1 <= page <= LAST_PAGE:
            return []
        records = self._listed(self._tmdb().search(query, page, kind, year), page, kind).records
        return [record for record in records if kind is not None or year is None or record.year in {None, year}]

    def trending(self, window: Literal["day", "week"] = "day", *, page: int = 1) -> RecordPage:
        """What TMDB's visitors look at, films and series together."""
        return self._listed(self._tmdb().trending(window, _within(page)), page, None)

    def discover(
        self, *, language: str = "", region: str = "", kind: TitleKind = TitleKind.MOVIE, page: int = 1
    ) -> RecordPage:
        """The most popular titles of a language, or that can be watched in a region."""
        filters = {"with_original_language": language, "region": region}
        if region and kind == TitleKind.TV:
            filters = {"with_original_language": language, "with_origin_country": region}
        given = {name: value for name, value in filters.items() if value}
        return self._listed(self._tmdb().discover(kind, given, _within(page)), page, kind)

    def changes(self, since: date, *, until: date, kind: TitleKind = TitleKind.MOVIE, page: int = 1) -> ChangedPage:
        """What changed from one day to another; TMDB looks back fourteen days at most, so a longer span is cut."""
        start = max(since, until - _LONGEST_SPAN)
        answer = self._tmdb().changes(kind, start, until, _within(page))
        return ChangedPage(map_changed(answer, kind), page, min(pages_of(answer), LAST_PAGE))

    def watch_providers(self, code: str) -> list[PlatformListing]:
        """Platforms of a country (ISO 3166-1 alpha-2), the best known first."""
        if not country(code):
            raise ValueError(f"{code!r} is no country code")
        found: dict[int, PlatformListing] = {}
        for kind in TitleKind:
            for item in items(mapping(self._tmdb().platforms(kind, code)).get("results")):
                number, name = whole(item.get("provider_id"), 1, LARGEST), line(item.get("provider_name"), 60)
                ranks = mapping(item.get("display_priorities"))
                rank = whole(ranks.get(code, item.get("display_priority")), 0, 10_000)
                if number and name:
                    found.setdefault(number, PlatformListing(number, name, 10_000 if rank is None else rank))
        return sorted(found.values(), key=lambda listing: (listing.position, listing.number))

    def _listed(self, answer: Any, page: int, kind: TitleKind | None) -> RecordPage:
        base = settings.TMDB_IMAGE_BASE_URL
        found = map_each(items(mapping(answer).get("results"), 100), lambda item: map_listed(item, base, kind))
        return RecordPage(found.records, found.skipped, page, min(pages_of(answer), LAST_PAGE))

    def _tmdb(self) -> TmdbClient:
        return TmdbClient(self.http())


def _within(page: int) -> int:
    """TMDB answers no further than its last page."""
    if not 1 <= page <= LAST_PAGE:
        raise ValueError(f"TMDB has pages 1 to {LAST_PAGE}, not {page}")
    return page
