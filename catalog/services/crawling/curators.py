"""What a curator has providers asked about titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.enums import CrawlReason, Provider, Source
from catalog.models import ExternalId
from catalog.providers.records import ExternalIdRecord
from catalog.providers.registry import get_provider
from catalog.selectors.likeness import batches
from catalog.services.crawling.queue import enqueue

#: Those that know a title by an id; YouTube knows names alone, and its day is short.
ASKED = (Provider.TMDB, Provider.OMDB, Provider.JIKAN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one provider: titles that it has a key for, and how many questions are new."""

    provider: Provider
    is_on: bool
    known: int = 0
    queued: int = 0


def ask_providers(*, title_ids: Iterable[int]) -> list[Asked]:
    """Have every provider that is switched on asked about titles, before what nobody waits for."""
    ids = _ids_of(title_ids)
    found = []
    for name in ASKED:
        provider = get_provider(name.value)
        if not provider.is_on():
            found.append(Asked(name, is_on=False))
            continue
        keys = [key for one in ids.values() if (key := provider.key_for(one))]
        queued = enqueue(provider=name, keys=keys, reason=CrawlReason.CURATOR) if keys else 0
        found.append(Asked(name, is_on=True, known=len(keys), queued=queued))
    return found


def _ids_of(title_ids: Iterable[int]) -> dict[int, list[ExternalIdRecord]]:
    found: dict[int, list[ExternalIdRecord]] = defaultdict(list)
    for part in batches(sorted(set(title_ids))):
        rows = ExternalId.objects.filter(title_id__in=part).order_by("title_id", "source", "value")
        for title_id, source, value in rows.values_list("title_id", "source", "value"):
            found[title_id].append(ExternalIdRecord(Source(source), value))
    return found
