"""What tests of the crawler say often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalog.enums import Provider
from catalog.models import CrawlJob, Credit, ExternalId, Offer, SearchDocument, SourceRecord, SyncRun, Title
from catalog.services.crawling.sources import named
from catalog.services.crawling.sync import run_sync
from catalog.services.crawling.working import Bounds


def sync(*keys: str, provider: Provider = Provider.TMDB, **options: Any) -> SyncRun:
    """Ask for keys now, as `manage.py sync --ids` does."""
    options = {"given": {"keys": list(keys)}, "bounds": Bounds()} | options
    return run_sync(provider=provider, mode="ids", source=named(keys), **options)


def films(numbers: Iterable[int]) -> list[str]:
    """Keys of films."""
    return [f"movie/{number}" for number in numbers]


def sums(run: SyncRun) -> dict[str, int]:
    """What a run counted, without what it did not."""
    found = {name: getattr(run, name) for name in ("created", "updated", "unchanged", "skipped")}
    found |= {name: run.cursor.get(name, 0) for name in ("gone", "later")}
    return {name: value for name, value in found.items() if value}


def jobs() -> dict[str, str]:
    """The state of every job by provider and key."""
    rows = CrawlJob.objects.values_list("provider", "key", "state")
    return {f"{provider} {key}": state for provider, key, state in rows}


def age_leases() -> None:
    """Let what dead processes held be free."""
    long_ago = timezone.now() - timedelta(hours=1)
    SyncRun.objects.filter(lease_key__isnull=False).update(heartbeat_at=long_ago)
    CrawlJob.objects.filter(leased_until__isnull=False).update(leased_until=long_ago)


def catalog() -> dict[str, Any]:
    """Everything a sync writes, without row numbers and times."""
    titles = Title.objects.order_by("title", "pk")
    names = dict(titles.values_list("pk", "title"))
    return {
        "titles": list(titles.values_list("title", "year", "runtime", "overview", "director", "poster_url", "slug")),
        "ids": sorted(ExternalId.objects.values_list("source", "value", "title__title")),
        "records": sorted(SourceRecord.objects.values_list("provider", "key", "digest", "title__title")),
        "credits": sorted(Credit.objects.values_list("title__title", "person__name", "role", "character")),
        "offers": sorted(Offer.objects.values_list("title__title", "platform__slug", "country", "kind")),
        "search": sorted(SearchDocument.objects.values_list("title__title", "names")),
        "genres": sorted(Title.genres.through.objects.values_list("title__title", "genre__slug")),
        "jobs": sorted(
            (provider, f"title {names[int(key[6:])]}" if key.startswith("title/") else key, state)
            for provider, key, state in CrawlJob.objects.values_list("provider", "key", "state")
        ),
    }
