"""What other providers may add to titles that came in: asked for last, and only where they are switched on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.enums import CrawlReason, Provider, Source
from catalog.models import CrawlJob, ExternalId, SourceRecord, Title, Trailer
from catalog.providers.registry import get_provider
from catalog.services.crawling.queue import BATCH, enqueue

ASKED_AGAIN = timedelta(days=30)  # after an answer that brought nothing


def enqueue_enrichment(*, title_ids: Iterable[int]) -> int:
    """Ask OMDb, YouTube and Jikan about titles of which they have not spoken; returns how many jobs are new.

    What was asked before is not asked again, so a second time writes nothing.
    """
    wanted = sorted(set(title_ids))
    added = 0
    for provider in (Provider.OMDB, Provider.YOUTUBE, Provider.JIKAN):
        if get_provider(provider.value).is_on():
            keys = without_known(provider, enriching_keys(provider, wanted))
            added += enqueue(provider=provider, keys=keys, reason=CrawlReason.BOOTSTRAP) if keys else 0
    return added


def missing_keys(provider: Provider, limit: int) -> list[str]:
    """Keys to ask `provider` about titles of which it has not spoken, the best known titles first."""
    titles = Title.objects.published().order_by("-stats__rating_count", "-stats__score", "pk")
    spoken = SourceRecord.objects.filter(provider=provider, title=OuterRef("pk"))
    titles = titles.filter(~Exists(spoken))
    if provider == Provider.OMDB:
        titles = titles.filter(Exists(ExternalId.objects.filter(title=OuterRef("pk"), source=Source.IMDB)))
    elif provider == Provider.YOUTUBE:
        titles = titles.filter(~Exists(Trailer.objects.filter(title=OuterRef("pk"))))
    else:
        titles = titles.filter(is_anime=True)
    found: list[str] = []
    start = 0
    while len(found) < limit and (ids := list(titles.values_list("pk", flat=True)[start : start + BATCH])):
        start += BATCH
        found += without_known(provider, enriching_keys(provider, ids))
    return found[:limit]


def enriching_keys(provider: Provider, title_ids: list[int]) -> list[str]:
    """Under which keys `provider` may know these titles, in their order."""
    if provider == Provider.OMDB:
        keys = _ids_at(Source.IMDB, title_ids)
    elif provider == Provider.YOUTUBE:
        shown = set(Trailer.objects.filter(title_id__in=title_ids).order_by().values_list("title_id", flat=True))
        keys = {title_id: f"title/{title_id}" for title_id in title_ids if title_id not in shown}
    else:
        anime = Title.objects.filter(pk__in=title_ids, is_anime=True).values_list("pk", flat=True)
        known = _ids_at(Source.MAL, title_ids)
        keys = {title_id: known.get(title_id, f"title/{title_id}") for title_id in anime}
    return list(dict.fromkeys(keys[title_id] for title_id in title_ids if title_id in keys))


def _ids_at(source: Source, title_ids: list[int]) -> dict[int, str]:
    rows = ExternalId.objects.filter(source=source, title_id__in=title_ids).order_by("-id")
    return dict(rows.values_list("title_id", "value"))


def without_known(provider: Provider, keys: list[str]) -> list[str]:
    """The keys of which there is no fresh record, that do not wait already and that brought nothing lately."""
    now = timezone.now()
    fresh = SourceRecord.objects.filter(
        provider=provider, key__in=keys, fetched_at__gte=now - timedelta(days=settings.REFRESH_AFTER_DAYS)
    )
    asked = CrawlJob.objects.filter(
        Q(finished_at=None) | Q(finished_at__gte=now - ASKED_AGAIN), provider=provider, key__in=keys
    )
    known = {*fresh.values_list("key", flat=True), *asked.values_list("key", flat=True)}
    return [key for key in keys if key not in known]
