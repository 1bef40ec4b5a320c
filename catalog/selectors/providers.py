"""How the providers stand, for curators; nothing is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.checks import CheckMessage
from django.db.models import Count, Max, Min

from catalog.enums import CrawlState, Provider
from catalog.models import CrawlJob, SourceRecord, SyncRun
from catalog.providers.base import MetadataProvider
from catalog.providers.registry import all_providers
from moviesite.common.http.status import Circuit


@dataclass(frozen=True, slots=True)
class ProviderView:
    """One provider: what its settings lack, whether it is asked now, what is left, what it has said, what it is asked.

    `left` is (window, how many may still be asked); `jobs` has every CrawlState.
    """

    provider: Provider
    is_on: bool
    remarks: tuple[CheckMessage, ...]
    circuit: Circuit
    open_until: datetime | None
    failures: int
    left: tuple[tuple[str, int], ...]
    records: int
    oldest: datetime | None
    jobs: dict[str, int]
    last_run: SyncRun | None

    @property
    def name(self) -> str:
        """As people write it."""
        return str(self.provider.label)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """How many questions to one provider stand where; `counts` follows CrawlState."""

    provider: Provider
    counts: tuple[tuple[str, int], ...]


def job_counts() -> list[QueueLine]:
    """Questions by provider and state, of every provider that has any."""
    rows = CrawlJob.objects.order_by().values_list("provider", "state").annotate(jobs=Count("pk"))
    found = {(provider, state): jobs for provider, state, jobs in rows}
    return [
        QueueLine(provider, tuple((state, found.get((provider.value, state), 0)) for state in CrawlState.values))
        for provider in Provider
        if any(name == provider.value for name, _state in found)
    ]


def provider_views() -> list[ProviderView]:
    """Every provider, in the order in which they are asked. As many queries for any number of rows."""
    jobs = {line.provider: dict(line.counts) for line in job_counts()}
    held = SourceRecord.objects.order_by().values_list("provider").annotate(Count("pk"), Min("fetched_at"))
    records = {provider: (count, oldest) for provider, count, oldest in held}
    runs = {run.provider: run for run in SyncRun.objects.filter(pk__in=_last_runs())}
    return [
        _view(
            provider,
            records.get(provider.name.value, (0, None)),
            jobs.get(provider.name, dict.fromkeys(CrawlState.values, 0)),
            runs.get(provider.name.value),
        )
        for provider in all_providers()
    ]


def _last_runs() -> list[int]:
    return list(SyncRun.objects.order_by().values("provider").annotate(last=Max("pk")).values_list("last", flat=True))


def _view(
    provider: MetadataProvider, held: tuple[int, datetime | None], jobs: dict[str, int], run: SyncRun | None
) -> ProviderView:
    status = provider.status()
    until = None if status.open_until is None else datetime.fromtimestamp(status.open_until, UTC)
    return ProviderView(
        provider=provider.name,
        is_on=provider.is_on(),
        remarks=tuple(provider.check_config()),
        circuit=status.circuit,
        open_until=until,
        failures=status.failures,
        left=tuple(status.left.items()),
        records=held[0],
        oldest=held[1],
        jobs=jobs,
        last_run=run,
    )
