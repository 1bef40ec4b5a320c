"""A worker killed at any point of a training: what served goes on serving, and the run is completed once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections

from catalog.models import Title
from recommender.enums import RunStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.store import ArtifactStore
from recommender.registry.versions import active_version, artifact_store
from recommender.services.recommend import get_recommendations
from recommender.services.training import run_queued, run_training
from recommender.serving import models as serving_models
from recommender.training import lease, publishing, runner

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ALGORITHMS = ["popularity", "item_knn"]
_CONTEXT = multiprocessing.get_context("fork")
#: Where the worker dies: module or class, function, calls it survives, and whether the last one is carried out.
POINTS: list[tuple[Any, str, int, bool]] = [
    (runner, "last_n", 0, False),
    (runner, "judge", 0, True),
    (runner, "judge", 1, False),
    (ArtifactStore, "save_arrays", 0, True),
    (publishing, "register_version", 0, True),
    (publishing, "register_version", 1, True),
    (publishing, "promote", 0, True),
    (publishing, "promote", 1, True),
    (runner, "publish", 0, True),
]


def _deadly(function: Callable[..., Any], survived: int, carried_out: bool) -> Callable[..., Any]:
    calls = [0]

    def call(*args: Any, **kwargs: Any) -> Any:
        if calls[0] == survived and not carried_out:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls[0] == survived:
            os.kill(os.getpid(), signal.SIGKILL)
        calls[0] += 1
        return result

    return call


def _work(run_id: int, point: tuple[Any, str, int, bool]) -> None:
    connections.close_all()
    place, name, survived, carried_out = point
    setattr(place, name, _deadly(getattr(place, name), survived, carried_out))
    run_queued(run_id=run_id)


def _killed_at(run_id: int, point: tuple[Any, str, int, bool]) -> int | None:
    connections.close_all()
    for cache in caches.all(initialized_only=True):
        cache.close()
    worker = _CONTEXT.Process(target=_work, args=(run_id, point))
    worker.start()
    worker.join(120)
    return worker.exitcode


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, learnt by the model whose scores are told apart here, and by popularity."""
    run_training(algorithms=("popularity", "default"))
    return camps


def test_a_killed_worker_costs_nothing_and_its_run_completes_once(
    trained: list[list[Title]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "STALE", timedelta(seconds=0.5))
    for point in POINTS:
        before = active_version("default")
        known = set(ModelVersion.objects.values_list("pk", flat=True))
        run = lease.queue_run(kind="collaborative", options={"algorithms": ALGORITHMS, "force": True})

        ended = _killed_at(run.pk, point)
        serving_models.forget()
        slate = get_recommendations(liked=[trained[0][0].pk], limit=5)
        run_queued(run_id=run.pk)

        run.refresh_from_db()
        made = ModelVersion.objects.exclude(pk__in=known).order_by("algorithm")
        assert ended == -signal.SIGKILL
        assert (slate.model, len(slate.results)) == (str(before), 5)
        assert (run.status, run.lease_key, run.starts) == (
            RunStatus.DONE, None, 1 if point[1] == "publish" else 2,
        )  # fmt: skip
        assert [(row.algorithm, row.active_key) for row in made] == [(name, name) for name in sorted(ALGORITHMS)]
        assert set(run.versions.all()) == set(made)
        for name in ALGORITHMS:
            store = artifact_store()
            active = active_version(name)
            assert active is not None
            assert store.load(name, active.version, digest=active.sha256).manifest.version == active.version
    assert TrainingRun.objects.filter(lease_key=lease.LEASE).count() == 0
