"""Synchronisation: keys from a source go into the queue, portion by portion, and are worked off at once or later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.enums import CrawlReason, Provider, RunState
from catalog.exceptions import SyncRunLostError
from catalog.models import CrawlJob, SyncRun
from catalog.providers.errors import BadItemError, ProviderOffError
from catalog.services.crawling.queue import enqueue
from catalog.services.crawling.runs import Progress, Running, begin_run
from catalog.services.crawling.sources import Portion, Source
from catalog.services.crawling.taking import Halt, halt_of, skip_item
from catalog.services.crawling.working import Bounds, work_jobs
from moviesite.common.http.errors import UpstreamError

INTERRUPTED = "It was interrupted."


def run_sync(
    *,
    provider: Provider,
    mode: str,
    source: Source | None,
    reason: CrawlReason = CrawlReason.CURATOR,
    given: Mapping[str, Any] | None = None,
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> SyncRun:
    """Read a source into the queue and, with `bounds`, do these jobs; without a source, whatever waits there.

    A run of the same `given` that was cut off is taken up. SyncRunBusyError while another process is at it. What goes
    wrong at the provider ends the run with a word about it; what was not done waits in the queue.
    """
    run = begin_run(provider=provider, mode=mode, given=given, progress=progress)
    try:
        halt = work_jobs(run=run, bounds=bounds or Bounds()) if source is None else _read(run, source, reason, bounds)
    except (UpstreamError, ProviderOffError, BadItemError) as error:
        halt = halt_of(error)
    except SyncRunLostError:
        raise
    except BaseException as error:
        is_stop = isinstance(error, KeyboardInterrupt | SystemExit)
        word = INTERRUPTED if is_stop else f"{type(error).__name__}: {error}"
        run.end(RunState.STOPPED if is_stop else RunState.FAILED, word)
        raise
    run.end(halt.state if halt else RunState.FINISHED, halt.word if halt else "")
    return run.row


def left_in_queue(provider: Provider) -> int:
    """How many questions wait or are being asked."""
    return CrawlJob.objects.filter(provider=provider, finished_at=None).count()


def _read(run: Running, source: Source, reason: CrawlReason, bounds: Bounds | None) -> Halt | None:
    for portion in source(run.at):
        _put(run, portion, reason)
        halt = work_jobs(run=run, bounds=bounds, keys=portion.keys) if bounds and portion.keys else None
        if halt is not None:
            return halt  # the next run reads this portion again, and does what is left of it
        run.tell(at=portion.at)
    return None


def _put(run: Running, portion: Portion, reason: CrawlReason) -> None:
    for item in portion.skipped:
        skip_item(run=run.row, key=item.key, reason=item.reason)
    run.count(skipped=len(portion.skipped), unchanged=portion.fresh)
    run.row.total = (run.row.total or 0) + len(portion.keys)
    if portion.keys:
        enqueue(provider=run.provider, keys=portion.keys, reason=reason)
