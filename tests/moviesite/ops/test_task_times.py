"""How long a task may take, beside how long Redis waits before it hands its message to somebody else (R06)."""

from __future__ import annotations

from pathlib import Path

from celery import Task

from moviesite.celery import app
from moviesite.settings.parts.celery import transport_options

#: These may take a night: a second copy finds the first at work and ends.
LEASED = ["recommender.score_all", "recommender.train_if_stale", "recommender.train_run"]


def _own_tasks() -> list[Task]:
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if not name.startswith(("celery.", "chaos."))]


def _visibility(folder: Path) -> int:
    return int(transport_options("redis://127.0.0.1/0", folder)["visibility_timeout"])


def test_a_message_comes_again_only_when_its_task_has_long_ended(tmp_path: Path) -> None:
    limits = {task.name: task.time_limit or app.conf.task_time_limit for task in _own_tasks()}

    longer = [name for name, limit in limits.items() if 2 * limit >= _visibility(tmp_path)]

    assert longer == LEASED


def test_no_retry_waits_as_long_as_its_message_is_waited_for(tmp_path: Path) -> None:
    pauses = {task.name: getattr(task, "retry_backoff_max", 0) for task in _own_tasks()}

    assert [name for name, pause in pauses.items() if 2 * pause >= _visibility(tmp_path)] == []
