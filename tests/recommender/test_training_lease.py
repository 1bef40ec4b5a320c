"""One training at a time, and none blocked by a dead one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.enums import RunStatus
from recommender.exceptions import NothingToLearnError, TrainingBusyError
from recommender.models import TrainingRun
from recommender.services.training import run_training
from recommender.training import lease
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def test_a_second_run_is_refused_while_the_first_lives() -> None:
    first = lease.start_run(kind="default")

    with pytest.raises(TrainingBusyError):
        lease.start_run(kind="default")

    lease.finish_run(first, [])
    assert lease.start_run(kind="default").status == RunStatus.RUNNING


def test_a_run_without_heartbeat_gives_way() -> None:
    dead = lease.start_run(kind="default")
    TrainingRun.objects.update(heartbeat_at=timezone.now() - lease.STALE - timedelta(seconds=1))

    lease.start_run(kind="default")

    dead.refresh_from_db()
    assert (dead.status, dead.lease_key) == (RunStatus.FAILED, None)


def test_a_failed_training_says_why_and_gives_the_lease_back() -> None:
    with pytest.raises(NothingToLearnError):
        run_training()

    run = TrainingRun.objects.get()
    assert (run.status, run.lease_key) == (RunStatus.FAILED, None)
    assert run.error == "NothingToLearnError: There are too few ratings to learn from"


def _try_to_start() -> bool:
    try:
        lease.start_run(kind="default")
    except TrainingBusyError:
        return False
    return True


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_six_processes_one_trains() -> None:
    assert sorted(run_in_processes(_try_to_start, [()] * 6)) == [False] * 5 + [True]
