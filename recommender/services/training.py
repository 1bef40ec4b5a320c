"""Starting trainings."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from recommender.loaders.interactions import load_interactions
from recommender.models import TrainingRun
from recommender.registry.versions import active_version
from recommender.training import lease
from recommender.training.runner import SERVED, Outcome, Progress, train


def run_training(
    *, algorithms: Sequence[str] = SERVED, by: User | None = None, force: bool = False, progress: Progress | None = None
) -> tuple[TrainingRun, list[Outcome]]:
    """Train under the lease, with progress on the run's row; TrainingBusyError while another run is alive."""
    run = lease.start_run(kind=",".join(algorithms)[:20], by=by)

    def tell(done: float, message: str) -> None:
        lease.report_progress(run, done, message)
        if progress is not None:
            progress(done, message)

    try:
        outcomes = train(algorithms, progress=tell, force=force)
    except BaseException as error:
        lease.fail_run(run, error)
        raise
    lease.finish_run(run, [outcome.version for outcome in outcomes])
    return run, outcomes


def is_stale() -> bool:
    """Whether the ratings have changed since the serving model was trained, or nothing serves."""
    active = active_version("default")
    return active is None or active.data_fingerprint != load_interactions().fingerprint()
