"""What a job asks of its provider: made where there is a database, asked in threads that have none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from catalog.dedup.matching import MARGIN, MERGE, compare
from catalog.enums import NameKind, Provider, TitleKind
from catalog.models import CrawlJob, Title
from catalog.providers.base import MetadataProvider
from catalog.providers.facts import record_key
from catalog.providers.jikan.provider import JikanProvider
from catalog.providers.records import NameRecord, TitleRecord
from catalog.providers.registry import get_provider
from catalog.providers.youtube.provider import YoutubeProvider
from catalog.services.ingest.titles import Sourced
from catalog.services.matching import facts_of_record
from moviesite.common.http.errors import UpstreamNotFoundError

Question = Callable[[], Sourced]
_OWN = "title/"  # begins keys that name a title by its number here


def questions_of(provider: Provider, jobs: Sequence[CrawlJob]) -> dict[int, Question]:
    """The question of each job by its id; jobs for titles that are no more have none."""
    source = get_provider(provider.value)
    numbers = {job.pk: int(job.key.removeprefix(_OWN)) for job in jobs if job.key.startswith(_OWN)}
    records = _records(numbers.values())
    found: dict[int, Question] = {}
    for job in jobs:
        if job.pk not in numbers:
            found[job.pk] = partial(_ask_by_key, source, job.key)
        elif record := records.get(numbers[job.pk]):
            found[job.pk] = partial(_ask_about, source, job.key, numbers[job.pk], record)
    return found


def _ask_by_key(source: MetadataProvider, key: str) -> Sourced:
    return Sourced(source.title(key), key)


def _ask_about(source: MetadataProvider, key: str, title_id: int, wanted: TitleRecord) -> Sourced:
    """What a provider has about a title that it has no known key for."""
    if isinstance(source, YoutubeProvider):
        return Sourced(source.about(wanted), key, title_id)
    if isinstance(source, JikanProvider):
        found = source.title(_same_anime(source, wanted))
        return Sourced(found, record_key(Provider.JIKAN, found), title_id)
    raise UpstreamNotFoundError(source.name.value, "nothing is known there by our numbers")


def _same_anime(source: JikanProvider, wanted: TitleRecord) -> str:
    """The key of the one anime that is surely meant; in doubt there is none."""
    facts = facts_of_record(wanted)
    scored = [
        (compare(facts, facts_of_record(record)).score, record_key(Provider.JIKAN, record))
        for record in source.search(wanted.title, kind=wanted.kind)
    ]
    best, *others = sorted(scored, reverse=True) or [(0.0, "")]
    if best[0] < MERGE or (others and best[0] - others[0][0] < MARGIN):
        raise UpstreamNotFoundError(source.name.value, "no anime is surely the same")
    return best[1]


def _records(title_ids: Iterable[int]) -> dict[int, TitleRecord]:
    """Titles by id as records without external ids: what is found about them says nothing of their ids."""
    titles = Title.objects.filter(pk__in=set(title_ids), merged_into=None).prefetch_related("names")
    return {
        title.pk: TitleRecord(
            external_ids=(),
            title=title.title,
            original_title=title.original_title,
            kind=TitleKind(title.kind),
            is_anime=title.is_anime,
            language=title.language,
            year=title.year,
            runtime=title.runtime,
            is_adult=title.is_adult,
            names=tuple(NameRecord(name.name, name.language, NameKind(name.kind)) for name in title.names.all()),
        )
        for title in titles
    }
