"""OMDb as a provider."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.enums import Provider, Source, TitleKind
from catalog.providers.base import HttpProvider, Wiring, id_of, map_each
from catalog.providers.errors import BadItemError
from catalog.providers.omdb.check import check_config
from catalog.providers.omdb.client import LAST_PAGE, OmdbClient, is_configured, upstream
from catalog.providers.omdb.mapper import map_listed, map_title
from catalog.providers.reading import imdb_id, items, mapping
from catalog.providers.records import ExternalIdRecord, TitleRecord
from moviesite.common.http.errors import UpstreamNotFoundError


class OmdbProvider(HttpProvider):
    """Keys are IMDb ids, such as tt0133093."""

    name = Provider.OMDB
    wiring = Wiring(is_configured, upstream, check_config)

    def key_for(self, external_ids: Iterable[ExternalIdRecord]) -> str:
        """The IMDb id, "" without one."""
        found = id_of(external_ids, Source.IMDB)
        return imdb_id(found.value) if found is not None else ""

    def title(self, key: str) -> TitleRecord:
        """Plot, ratings and certificate of one title."""
        if not imdb_id(key):
            raise BadItemError(key, "no IMDb id")
        record = map_title(OmdbClient(self.http()).details(key))
        if record.external_ids[0].value != key:
            raise BadItemError(key, "another title was sent")
        return record

    def search(
        self, query: str, *, page: int = 1, kind: TitleKind | None = None, year: int | None = None
    ) -> list[TitleRecord]:
        """Light records by name; OMDb calls it an error to find nothing, here it is an empty list."""
        if not query.strip() or not 1 <= page <= LAST_PAGE:
            return []
        try:
            answer = OmdbClient(self.http()).search(query, page, kind, year)
        except UpstreamNotFoundError:
            return []
        return list(map_each(items(mapping(answer).get("Search"), 100), map_listed).records)
