"""Starting, carrying out and stopping trainings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from recommender.algorithms.registry import registry
from recommender.engines.base import LOCAL, Engine
from recommender.enums import RunStatus
from recommender.exceptions import (
    LeaseLostError,
    TrainingCancelledError,
    TrainingEndedError,
    TrainingNotFoundError,
    UnknownModelError,
)
from recommender.loaders.interactions import load_interactions
from recommender.models import TrainingRun
from recommender.registry.versions import active_version
from recommender.selectors.models import training_runs
from recommender.training import lease
from recommender.training.heartbeat import BEAT, beating, sparing
from recommender.training.publishing import discard
from recommender.training.runner import SERVED, Outcome, Progress, train

#: What each kind of training learns, in this order; popularity first, as the gate measures others against it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "collaborative": ("popularity", "item_knn", "user_knn", "svd", "neural_cf", "als", "ease", "default"),
    "content-based": ("content", "deep_content", "language", "regional", "mood"),
    "hybrid": ("hybrid",),
}
POLL = 1.0  # seconds


def algorithms_of(kind: str) -> tuple[str, ...]:
    """The algorithms of a kind that there are here."""
    return tuple(name for name in KINDS[kind] if name in registry)


def request_training(*, kind: str, by: User | None = None, force: bool = False) -> TrainingRun:
    """Take the lease for a run that a worker is to carry out; TrainingBusyError while another is alive.

    UnknownModelError where the kind has no algorithms here.
    """
    algorithms = algorithms_of(kind)
    if not algorithms:
        raise UnknownModelError(_("There is no algorithm of the kind %(kind)s here.") % {"kind": kind})
    return lease.queue_run(kind=kind, options={"algorithms": list(algorithms), "force": force}, by=by)


def request_refresh() -> TrainingRun | None:
    """The same for what the site serves, where ratings have changed; None where they have not."""
    if not is_stale():
        return None
    return lease.queue_run(kind="schedule", options={"algorithms": list(SERVED), "force": False})


def run_training(
    *,
    algorithms: Sequence[str] = SERVED,
    by: User | None = None,
    force: bool = False,
    progress: Progress | None = None,
    engine: Engine = LOCAL,
) -> tuple[TrainingRun, list[Outcome]]:
    """Train at once, with progress on the run's row; TrainingBusyError while another run is alive.

    EngineError or MissingPackageError, before anything is begun, where the engine cannot fit one of the algorithms.
    """
    engine.check(tuple(algorithms))
    options = {"algorithms": list(algorithms), "force": force, "engine": engine.name}
    run = lease.start_run(kind=",".join(algorithms)[:60], options=options, by=by)
    return run, _carry_out(run, progress, engine)


def run_queued(*, run_id: int, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Carry out a run that waits, or whose process has died; whether it was this process that did.

    A message that comes a second time waits until it is clear whether the process that had it first is alive.
    """
    run = lease.claim_run(run_id)
    patience = lease.STALE.total_seconds() + 2 * BEAT
    while run is None and patience > 0 and (seen := _living(run_id)) is not None:
        sleep(POLL)
        patience -= POLL
        run = lease.claim_run(run_id)
        if run is None and _living(run_id) not in (None, seen):
            return False  # its heart beats
    if run is None:
        return False
    _carry_out(run, None)
    return True


def _living(run_id: int) -> object:
    """The last sign of life of a run that somebody works on; None if nobody does."""
    row = TrainingRun.objects.filter(pk=run_id, status=RunStatus.RUNNING).values_list("heartbeat_at", flat=True)
    return row.first()


def _carry_out(run: TrainingRun, progress: Progress | None, engine: Engine = LOCAL) -> list[Outcome]:
    force = run.options.get("force", False)
    try:
        with beating(run):
            return train(run, run.options["algorithms"], progress=sparing(run, progress), force=force, engine=engine)
    except LeaseLostError:
        raise  # what was made is another process's now
    except (TrainingCancelledError, KeyboardInterrupt):
        discard(run)
        lease.cancel_run(run)
        raise
    except BaseException as error:
        discard(run)
        lease.fail_run(run, error)
        raise


def cancel_training(*, run_id: int) -> TrainingRun:
    """Stop a run: at once where nobody works on it, else at its next step. TrainingEndedError if it has ended.

    Nothing of it will serve; what served before goes on.
    """
    held = TrainingRun.objects.filter(pk=run_id, lease_key=lease.LEASE)
    if not held.update(cancel_requested_at=timezone.now()):
        raise TrainingEndedError if TrainingRun.objects.filter(pk=run_id).exists() else TrainingNotFoundError
    lease.claim_run(run_id)  # closes it where nobody would
    return get_run(run_id)


def get_run(run_id: int) -> TrainingRun:
    """One run with what is shown of it; TrainingNotFoundError if there is none."""
    run = training_runs().filter(pk=run_id).first()
    if run is None:
        raise TrainingNotFoundError
    return run


def runs_to_resume() -> list[int]:
    """Runs that wait, or whose process has died, for somebody to take them up."""
    dead = Q(status=RunStatus.RUNNING, heartbeat_at__lt=timezone.now() - lease.STALE)
    held = TrainingRun.objects.filter(dead | Q(status=RunStatus.QUEUED), lease_key=lease.LEASE, resumable=True)
    return list(held.values_list("pk", flat=True))


def is_stale() -> bool:
    """Whether the ratings have changed since the serving model was trained, or nothing serves."""
    active = active_version("default")
    return active is None or active.data_fingerprint != load_interactions().fingerprint()
