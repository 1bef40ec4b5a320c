"""A training from its beginning to any of its ends: done, partly done, cancelled, taken over, given up."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.models import Title
from recommender.algorithms.item_knn import ItemKnn
from recommender.enums import RunStatus
from recommender.exceptions import LeaseLostError, TrainingBusyError, TrainingCancelledError
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.versions import artifact_store
from recommender.services.training import cancel_training, run_queued, run_training, runs_to_resume
from recommender.tasks import resume_trainings
from recommender.training import heartbeat, lease, runner

pytestmark = pytest.mark.django_db
OPTIONS = {"algorithms": ["popularity", "item_knn"], "force": False}


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, learnt by the model whose scores are told apart here, and by popularity."""
    run_training(algorithms=("popularity", "default"))
    return camps


@pytest.fixture
def while_judging(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have something happen in the midst of each algorithm's training."""

    def arrange(action: Any) -> None:
        judge = runner.judge

        def judged(*args: Any) -> Any:
            action(TrainingRun.objects.get(lease_key=lease.LEASE))
            return judge(*args)

        monkeypatch.setattr(runner, "judge", judged)

    return arrange


def artifacts() -> list[str]:
    return sorted(path.name for path in artifact_store().root.glob("*/*"))


def queued(**options: Any) -> TrainingRun:
    return lease.queue_run(kind="collaborative", options={**OPTIONS, **options})


def silent_for(run: TrainingRun, span: timedelta) -> None:
    TrainingRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - span)


def test_what_a_run_made_serves_when_all_of_it_is_made(camps: list[list[Title]], while_judging: Any) -> None:
    seen: list[int] = []
    while_judging(lambda run: seen.append(ModelVersion.objects.exclude(active_key=None).count()))
    run = queued()

    done = run_queued(run_id=run.pk)

    run.refresh_from_db()
    assert (done, seen, run.status, run.starts) == (True, [0, 0], RunStatus.DONE, 1)
    assert {version.active_key for version in run.versions.all()} == {"popularity", "item_knn"}


def test_a_message_that_comes_twice_trains_once(camps: list[list[Title]]) -> None:
    run = queued()

    answers = [run_queued(run_id=run.pk) for _ in range(2)]

    assert (answers, ModelVersion.objects.count()) == ([True, False], 2)


def test_cancelled_between_two_steps_nothing_of_it_stays(trained: list[list[Title]], while_judging: Any) -> None:
    before = set(ModelVersion.objects.values_list("pk", "active_key")), artifacts()
    while_judging(lambda run: cancel_training(run_id=run.pk) if ModelVersion.objects.count() > len(before[0]) else None)

    with pytest.raises(TrainingCancelledError):
        run_training(algorithms=("popularity", "item_knn"))

    run = TrainingRun.objects.latest("pk")
    assert (run.status, run.lease_key, run.versions.count()) == (RunStatus.CANCELLED, None, 0)
    assert (set(ModelVersion.objects.values_list("pk", "active_key")), artifacts()) == before


def test_ctrl_c_gives_the_lease_back(camps: list[list[Title]], while_judging: Any) -> None:
    def interrupt(_run: TrainingRun) -> None:
        raise KeyboardInterrupt

    while_judging(interrupt)

    with pytest.raises(KeyboardInterrupt):
        run_training()

    assert (TrainingRun.objects.get().status, artifacts()) == (RunStatus.CANCELLED, [])
    assert lease.start_run(kind="default").status == RunStatus.RUNNING


def test_who_was_thought_dead_and_comes_back_changes_nothing(camps: list[list[Title]], while_judging: Any) -> None:
    while_judging(lambda run: TrainingRun.objects.filter(pk=run.pk).update(owner="another"))

    with pytest.raises(LeaseLostError):
        run_training(algorithms=("popularity",))

    run = TrainingRun.objects.get()
    assert (run.status, run.owner, ModelVersion.objects.count()) == (RunStatus.RUNNING, "another", 0)


def test_an_algorithm_that_fails_costs_the_others_nothing(
    camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise FloatingPointError("overflow")

    monkeypatch.setattr(ItemKnn, "fit", fail)

    run, outcomes = run_training(algorithms=("popularity", "item_knn"))

    run.refresh_from_db()
    assert [(outcome.version.algorithm, outcome.promoted) for outcome in outcomes] == [("popularity", True)]
    assert (run.status, run.error) == (RunStatus.DONE, "item_knn: FloatingPointError: overflow")


def test_where_all_fail_the_run_has_failed(camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise FloatingPointError("overflow")

    monkeypatch.setattr(ItemKnn, "fit", fail)

    with pytest.raises(FloatingPointError):
        run_training(algorithms=("item_knn",))

    assert TrainingRun.objects.get().status == RunStatus.FAILED


def test_a_dead_run_is_taken_up_where_it_was(camps: list[list[Title]], while_judging: Any) -> None:
    def die(_run: TrainingRun) -> None:
        if ModelVersion.objects.exists() and not died:
            died.append(True)
            raise SystemExit

    died: list[bool] = []
    while_judging(die)
    run = queued()
    claimed = lease.claim_run(run.pk)
    assert claimed is not None
    with pytest.raises(SystemExit):
        runner.train(claimed, OPTIONS["algorithms"])  # as a killed process leaves it: nothing is cleared away
    first = ModelVersion.objects.get()

    silent_for(run, lease.STALE + timedelta(seconds=1))
    resumed = run_queued(run_id=run.pk)

    run.refresh_from_db()
    assert (resumed, run.status, run.starts) == (True, RunStatus.DONE, 2)
    assert [version.pk for version in run.versions.filter(algorithm="popularity")] == [first.pk]
    assert ModelVersion.objects.count() == 2


def test_a_living_run_is_left_alone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queued()
    owner = lease.claim_run(run.pk)
    assert owner is not None

    taken = run_queued(run_id=run.pk, sleep=lambda _: lease.beat(owner))

    assert (taken, lease.claim_run(run.pk)) == (False, None)


def test_a_run_that_ends_every_process_is_given_up(db: None) -> None:
    run = queued()
    for _ in range(lease.MOST_STARTS):
        assert lease.claim_run(run.pk) is not None
        silent_for(run, lease.STALE + timedelta(seconds=1))

    assert lease.claim_run(run.pk) is None
    run.refresh_from_db()
    assert (run.status, run.lease_key, run.error) == (RunStatus.FAILED, None, lease.DEADLY)


@pytest.mark.parametrize(
    ("status", "silence", "gives_way"),
    [
        (RunStatus.QUEUED, lease.UNCLAIMED, True),
        (RunStatus.QUEUED, lease.UNRESUMED, False),
        (RunStatus.RUNNING, lease.UNRESUMED, True),
        (RunStatus.RUNNING, lease.STALE, False),
    ],
)
def test_how_long_a_run_of_the_queue_keeps_the_lease(
    db: None, status: RunStatus, silence: timedelta, gives_way: bool
) -> None:
    run = queued()
    TrainingRun.objects.update(status=status)
    silent_for(run, silence + timedelta(seconds=1))

    try:
        lease.start_run(kind="default")
        free = True
    except TrainingBusyError:
        free = False

    assert free == gives_way


def test_what_waits_or_died_is_sent_again_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr("recommender.tasks.train_run.delay", lambda run_id: sent.append(run_id))
    run = queued()
    waiting = runs_to_resume()
    lease.claim_run(run.pk)
    working = runs_to_resume()
    silent_for(run, lease.STALE + timedelta(seconds=1))

    resume_trainings()
    resume_trainings()

    assert (waiting, working, sent) == ([run.pk], [], [run.pk])


def test_runs_of_the_command_line_are_not_sent_to_workers(db: None) -> None:
    silent_for(lease.start_run(kind="default"), timedelta(hours=1))

    assert runs_to_resume() == []


def test_progress_is_written_sparingly(db: None, django_assert_num_queries: Any) -> None:
    run = lease.start_run(kind="default")
    heard: list[float] = []
    tell = heartbeat.sparing(run, lambda done, _message: heard.append(done))

    with django_assert_num_queries(2):
        for step in range(100):
            tell(0.5 + step / 9900, "fitting")

    run.refresh_from_db()
    assert (len(heard), run.progress) == (100, pytest.approx(0.51))


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_a_step_is_silent() -> None:
    run = lease.start_run(kind="default")
    silent_for(run, timedelta(hours=1))

    with heartbeat.beating(run, pause=0.02):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            run.refresh_from_db()
            if run.heartbeat_at and run.heartbeat_at > timezone.now() - timedelta(minutes=1):
                break
            time.sleep(0.02)

    assert run.heartbeat_at is not None
    assert run.heartbeat_at > timezone.now() - timedelta(minutes=1)
    assert [thread.name for thread in threading.enumerate() if thread.name == "training-heartbeat"] == []


def test_the_command_tells_of_a_cancelled_training(camps: list[list[Title]], while_judging: Any) -> None:
    while_judging(lambda run: cancel_training(run_id=run.pk))

    with pytest.raises(CommandError, match="cancelled"):
        call_command("train", "popularity", verbosity=0)
