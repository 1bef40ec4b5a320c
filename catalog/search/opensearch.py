"""Search by OpenSearch. The database holds the documents, OpenSearch a copy that is quick among millions.

An alias carries the version of the mapping, so that a new mapping begins with an index of its own. While there is none,
or OpenSearch does not answer, the engine of the database does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.utils import timezone

from catalog.models import SearchDocument
from catalog.search.base import Document, SearchResult, Tier
from catalog.search.database import MOST_MATCHES, Alternatives, DatabaseBackend, tiers_of
from catalog.search.filters import TitleFilters
from catalog.search.mapping import MAPPING, VERSION, document_source, matching_query, search_body
from moviesite.ops.metrics import UPSTREAM_REQUESTS

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

log = structlog.get_logger(__name__)

TIMEOUT = 1.0  # seconds that a search may wait
BULK_TIMEOUT = 30.0
PAUSE = 20.0  # seconds in which nobody asks again after a failure
BATCH = 500


class OpenSearchBackend(DatabaseBackend):
    """One index of titles behind an alias."""

    def __init__(self, fallback: DatabaseBackend, *, url: str = "", prefix: str = "") -> None:
        self.fallback = fallback
        self.alias = f"{prefix or settings.OPENSEARCH_PREFIX}-titles-v{VERSION}"
        self.building = f"{self.alias}-next"
        self._url = url or settings.OPENSEARCH_URL
        self._client: OpenSearch | None = None
        self._silent_until = 0.0

    def matching(self, alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> Any:
        """A clause of the query language."""
        return matching_query(alternatives, columns, last_is_prefix=last_is_prefix)

    def nearest(self, word: str) -> list[str]:
        """As the database's engine does: the words are there."""
        return self.fallback.nearest(word)

    def search(
        self, query: str, filters: TitleFilters, *, offset: int = 0, limit: int = 20, with_facets: bool = False
    ) -> SearchResult:
        """See SearchBackend; from the database where OpenSearch fails."""
        with_all = {"offset": offset, "limit": limit, "with_facets": with_facets}
        if time.monotonic() >= self._silent_until:
            try:
                return super().search(query, filters, **with_all)  # type: ignore[arg-type]
            except self._errors() as error:
                self._failed("search", error)
        return self.fallback.search(query, filters, **with_all)  # type: ignore[arg-type]

    def suggest(self, prefix: str, *, limit: int = 8) -> list[int]:
        """See SearchBackend; from the database where OpenSearch fails."""
        if time.monotonic() >= self._silent_until:
            try:
                return super().suggest(prefix, limit=limit)
            except self._errors() as error:
                self._failed("suggest", error)
        return self.fallback.suggest(prefix, limit=limit)

    def index(self, documents: Iterable[Document]) -> None:
        """Write to the database, and what stands there to OpenSearch."""
        documents = list(documents)
        self.fallback.index(documents)
        self.refresh([document.title_id for document in documents])

    def remove(self, title_ids: Iterable[int]) -> None:
        """Forget titles here and there."""
        title_ids = list(title_ids)
        self.fallback.remove(title_ids)
        self.refresh(title_ids)

    def refresh(self, title_ids: Sequence[int]) -> None:
        """Have OpenSearch hold what the database does; a failure is counted, and a rebuild makes up for it."""
        try:
            self._ensure()
            for start in range(0, len(title_ids), BATCH):
                batch = title_ids[start : start + BATCH]
                held = dict(_sources(SearchDocument.objects.filter(pk__in=batch)))
                self._bulk(_changes(batch, held, (self.alias, self.building)))
        except self._errors() as error:
            self._failed("index", error)

    def rebuild(self) -> None:
        """Fill a new index while the old one answers and both are kept current, then let the alias name it alone."""
        try:
            self._rebuild()
        except self._errors() as error:
            self._failed("rebuild", error)
        self.fallback.rebuild()

    def _rebuild(self) -> None:
        client = self._connect()
        name = f"{self.alias}-{timezone.now():%Y%m%d%H%M%S%f}"
        client.indices.create(index=name, body=MAPPING)
        client.indices.update_aliases(body={"actions": [{"add": {"index": name, "alias": self.building}}]})
        last = 0
        while rows := list(_sources(SearchDocument.objects.filter(pk__gt=last).order_by("pk")[:BATCH])):
            # "create" leaves alone what a change has written meanwhile, which is newer.
            self._bulk(line for pk, source in rows for line in ({"create": {"_index": name, "_id": str(pk)}}, source))
            last = rows[-1][0]
        old = [index for index in client.indices.get(index=f"{self.alias}-*") if index != name]
        actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in old]
        actions += [
            {"remove": {"index": name, "alias": self.building}},
            {"add": {"index": name, "alias": self.alias}},
        ]
        client.indices.refresh(index=name)
        client.indices.update_aliases(body={"actions": actions})  # one step: nobody sees none or both

    def _ensure(self) -> None:
        """The first index; its name is fixed, so that two processes make the same one."""
        client = self._connect()
        if client.indices.exists_alias(name=self.alias):
            return
        first = f"{self.alias}-first"
        client.indices.create(index=first, body=MAPPING, params={"ignore": 400})
        client.indices.update_aliases(body={"actions": [{"add": {"index": first, "alias": self.alias}}]})

    def _bulk(self, lines: Iterable[dict[str, Any]]) -> None:
        """Send actions; of single ones only those fail that had nothing to do."""
        body = list(lines)
        if not body:
            return
        answer = self._connect().bulk(body=body, params={"request_timeout": BULK_TIMEOUT})
        for item in answer["items"]:
            ((_, result),) = item.items()
            if result["status"] >= 400 and result["status"] not in {404, 409}:
                raise _no_bulk(result)

    def _ranked(
        self,
        matching: Any,
        words: Sequence[str],
        *,
        tier: Tier | None = None,
        most: int = MOST_MATCHES,
        adult: bool = False,
    ) -> list[tuple[int, Tier]]:
        body = search_body(matching, "".join(words), most=most, adult=adult)
        answer = self._connect().search(index=self.alias, body=body)
        rows = [(int(hit["_id"]), hit["_source"]["names"], hit["_source"]["people"]) for hit in answer["hits"]["hits"]]
        return tiers_of(rows, words, tier)

    def _connect(self) -> OpenSearch:
        if self._client is None:
            from opensearchpy import OpenSearch  # brings gRPC and aiohttp along: only where it is used

            self._client = OpenSearch([self._url], timeout=TIMEOUT, max_retries=0, http_compress=True)
        return self._client

    def _errors(self) -> type[Exception]:
        from opensearchpy.exceptions import OpenSearchException

        return OpenSearchException

    def _failed(self, call: str, error: Exception) -> None:
        UPSTREAM_REQUESTS.labels("opensearch", "failed").inc()
        self._silent_until = time.monotonic() + PAUSE
        log.warning("search.opensearch_failed", call=call, error=type(error).__name__)


def _sources(rows: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((row.pk, document_source(row)) for row in rows)


def _changes(
    title_ids: Sequence[int], held: dict[int, dict[str, Any]], aliases: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Actions that bring titles up to date in every index that an alias names; where there is none, they do nothing."""
    for pk in title_ids:
        for alias in aliases:
            target = {"_index": alias, "_id": str(pk), "require_alias": True}
            if pk in held:
                yield {"index": target}
                yield held[pk]
            else:
                yield {"delete": target}


def _no_bulk(result: dict[str, Any]) -> Exception:
    from opensearchpy.exceptions import TransportError

    return TransportError(result["status"], "bulk", result)
