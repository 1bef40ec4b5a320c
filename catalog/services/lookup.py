"""Asking TMDB while a reader waits: for what nobody has looked for yet, and for what has grown old.

The reader never waits longer than HURRIED allows, and never sees an error: where TMDB does not answer there is what the
catalog has. One of many who ask for the same at once asks TMDB; the others get what there is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from catalog.enums import CrawlReason, Provider
from catalog.models import ExternalId, SourceRecord
from catalog.providers.errors import BadItemError, ProviderOffError
from catalog.providers.facts import record_key
from catalog.providers.tmdb.client import upstream
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.search.folding import fold_words
from catalog.services.crawling.queue import enqueue
from catalog.services.ingest.titles import Sourced, ingest_titles
from moviesite.common.http.client import HttpClient, Patience
from moviesite.common.http.errors import UpstreamError

log = structlog.get_logger(__name__)

HURRIED = Patience(connect=1.0, read=2.0, overall=2.5, retries=0, longest_pause=0.0)
SEARCH_KEPT = 24 * 3600  # seconds for which nobody asks for the same words again
AFTER_FAILURE = 60
ASKED_KEPT = 3600  # seconds between two wishes for the same title
SHORTEST = 2  # letters of a query that is worth asking for
_FAILURES = (UpstreamError, BadItemError, ProviderOffError, DatabaseError)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When TMDB last spoke of a title, None if never; stale where that is longer ago than it is trusted, news where it
    was just now."""

    fetched_at: datetime | None = None
    is_stale: bool = False
    is_news: bool = False


def look_up_titles(*, query: str) -> int:
    """Ask TMDB for titles by name and take what is new into the catalog; returns how many titles are new."""
    words = fold_words(query)
    provider = _hurried()
    if provider is None or len("".join(words)) < SHORTEST:
        return 0
    name = hashlib.blake2b(" ".join(words).encode(), digest_size=12).hexdigest()
    key = f"lookup:{name}"
    if not cache.add(key, 1, SEARCH_KEPT):
        return 0
    try:
        records = [record for record in provider.search(query) if not record.is_adult]
        keys = {record_key(Provider.TMDB, record): record for record in records}
        report = ingest_titles(
            [Sourced(record, key, whole=False) for key, record in keys.items()], provider=Provider.TMDB
        )
        light = SourceRecord.objects.filter(provider=Provider.TMDB, key__in=keys, is_whole=False)
        enqueue(provider=Provider.TMDB, keys=light.values_list("key", flat=True), reason=CrawlReason.MISS)
    except _FAILURES as error:
        cache.set(key, 1, AFTER_FAILURE)
        log.info("lookup.failed", error=type(error).__name__)
        return 0
    return report.created


def freshen_title(*, title_id: int) -> Freshness:
    """Say how old what TMDB said of a title is. A title known from a list alone is asked for now, one that has grown
    old is put into the queue."""
    rows = SourceRecord.objects.filter(title_id=title_id, provider=Provider.TMDB)
    row = rows.order_by("-is_whole", "-fetched_at").first()
    if row is None:
        _wish_for(title_id)
        return Freshness()
    if not row.is_whole:
        return _complete(row)
    is_stale = row.fetched_at < timezone.now() - timedelta(seconds=settings.SOFT_TTL)
    if is_stale and TmdbProvider().is_on() and cache.add(f"lookup:stale:{row.key}", 1, ASKED_KEPT):
        enqueue(provider=Provider.TMDB, keys=[row.key], reason=CrawlReason.STALE)
    return Freshness(row.fetched_at, is_stale)


def _complete(row: SourceRecord) -> Freshness:
    """Ask for everything about a title of which there is only a line."""
    provider = _hurried()
    if provider is None or not cache.add(f"lookup:whole:{row.key}", 1, AFTER_FAILURE):
        return Freshness(row.fetched_at, is_stale=True)
    try:
        record = provider.title(row.key)
        ingest_titles([Sourced(record, row.key, row.title_id)], provider=Provider.TMDB)
    except _FAILURES as error:
        log.info("lookup.failed", error=type(error).__name__)
        return Freshness(row.fetched_at, is_stale=True)
    return Freshness(timezone.now(), is_news=True)


def _wish_for(title_id: int) -> None:
    """Have TMDB asked in the background about a title that only others have spoken of."""
    provider = TmdbProvider()
    if not provider.is_on() or not cache.add(f"lookup:wish:{title_id}", 1, ASKED_KEPT):
        return
    ids = ExternalId.objects.filter(title_id=title_id, source__in=("tmdb_movie", "tmdb_tv"))
    forms = {"tmdb_movie": "movie", "tmdb_tv": "tv"}
    keys = [f"{forms[source]}/{value}" for source, value in ids.values_list("source", "value")]
    if keys:
        enqueue(provider=Provider.TMDB, keys=keys, reason=CrawlReason.MISS)


def _hurried() -> TmdbProvider | None:
    """TMDB for somebody who waits; None where it is switched off."""
    if not TmdbProvider().is_on():
        return None
    return TmdbProvider(HttpClient(upstream(), patience=HURRIED))
