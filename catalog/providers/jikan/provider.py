"""Jikan as a provider."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from catalog.enums import Provider, Source, TitleKind
from catalog.providers.base import HttpProvider, Wiring, id_of, map_each
from catalog.providers.errors import BadItemError
from catalog.providers.jikan.check import check_config
from catalog.providers.jikan.client import LAST_PAGE, JikanClient, is_configured, upstream
from catalog.providers.jikan.mapper import map_listed, map_title
from catalog.providers.reading import items, mapping
from catalog.providers.records import ExternalIdRecord, TitleRecord

_KEY: Final = re.compile(r"[1-9]\d{0,9}", re.ASCII)


class JikanProvider(HttpProvider):
    """Keys are MyAnimeList's numbers, such as 457."""

    name = Provider.JIKAN
    wiring = Wiring(is_configured, upstream, check_config)

    def key_for(self, external_ids: Iterable[ExternalIdRecord]) -> str:
        """MyAnimeList's number, "" without one."""
        found = id_of(external_ids, Source.MAL)
        return found.value if found is not None else ""

    def title(self, key: str) -> TitleRecord:
        """Everything about one anime."""
        if _KEY.fullmatch(key) is None:
            raise BadItemError(key, "no key of MyAnimeList")
        record = map_title(mapping(JikanClient(self.http()).details(int(key))).get("data"))
        if record.external_ids[0].value != key:
            raise BadItemError(key, "another title was sent")
        return record

    def search(
        self, query: str, *, page: int = 1, kind: TitleKind | None = None, year: int | None = None
    ) -> list[TitleRecord]:
        """Anime by name. What Jikan cannot be asked, series only, is left out here."""
        if not query.strip() or not 1 <= page <= LAST_PAGE:
            return []
        answer = JikanClient(self.http()).search(query, page, kind, year)
        records = map_each(items(mapping(answer).get("data"), 100), map_listed).records
        return [record for record in records if kind is None or record.kind == kind]
