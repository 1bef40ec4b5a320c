"""The site's Celery application, impatient with messages and slow to train, for workers of tests to load."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

from celery import signals

from moviesite.celery import app
from tests.chaos.probes import trace

PATIENCE = 5  # seconds until Redis hands a message to somebody else
SECONDS = 20.0  # that a training takes, beside what it takes anyway
# Redis is asked each second for messages that were not answered for; without these it is about every 100 seconds.
ASKING = {"unacked_restore_interval": 1, "unacked_restore_throttle": 1}
BODIES, COPIES = "chaos:bodies", "chaos:copies"


@signals.worker_init.connect  # type: ignore[untyped-decorator]
def _begin(**_: Any) -> None:
    """In a worker alone, before it has a connection and a pool: tests load this module, too."""
    app.conf.broker_transport_options |= {"visibility_timeout": PATIENCE, **ASKING}
    signals.task_prerun.connect(_count, weak=False)
    _train_slowly()


def _count(task_id: str, **_: Any) -> None:
    """How often a message has come."""
    trace().rpush(COPIES, task_id)


def _train_slowly() -> None:
    """Whoever trains leaves a trace first, and takes a while."""
    from recommender.services import training
    from recommender.training.runner import train

    def slowly(run: Any, *args: Any, **options: Any) -> Any:
        trace().rpush(BODIES, run.pk)
        time.sleep(SECONDS)
        return train(run, *args, **options)

    mock.patch.object(training, "train", slowly).start()
