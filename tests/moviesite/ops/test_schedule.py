"""Schedulers side by side: each turn of a job is run by one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.db import OperationalError
from django.utils import timezone
from django_celery_beat import schedulers
from django_celery_beat.models import PeriodicTask

from moviesite.ops import schedule
from moviesite.ops.schedule import SharedScheduler
from moviesite.settings.parts.celery import SCHEDULE

pytestmark = pytest.mark.django_db
JOB = {"tick": {"task": "probe", "schedule": 5.0, "options": {"expire_seconds": 4}}}


class Recording(SharedScheduler):
    """Writes down what it would send."""

    def __init__(self, **more: Any) -> None:
        self.sent: list[str] = []
        self.broken = 0
        super().__init__(**more)

    def send_task(self, name: str, *args: Any, **options: Any) -> None:
        """Instead of a broker, which may be away for the next messages."""
        if self.broken:
            self.broken -= 1
            raise ConnectionError
        self.sent.append(f"{name} {options['expires']}")


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "REST", 0)
    for module in (schedule, schedulers):  # the connection holds the transaction of the test
        monkeypatch.setattr(module, "close_old_connections", lambda: None)


def scheduler() -> Recording:
    app = Celery(set_as_current=False)
    app.conf.update(beat_schedule=JOB, result_expires=None)
    return Recording(app=app)


def due(*beats: Recording) -> None:
    """Make the next turn of the job due, as all of them see it."""
    before = timezone.now() - timedelta(seconds=6)
    PeriodicTask.objects.update(last_run_at=before)
    for beat in beats:
        beat._schedule = beat.all_as_schedule()
        beat._heap_invalidated = True


def runs() -> int:
    return int(PeriodicTask.objects.get(name="tick").total_run_count)


def test_a_turn_is_run_by_one_of_two() -> None:
    first, second = scheduler(), scheduler()
    due(first, second)

    for beat in (first, second, first, second):
        beat.tick()

    assert (first.sent, second.sent, runs()) == (["probe 4"], [], 1)


def test_who_is_left_runs_the_next_turn() -> None:
    first, second = scheduler(), scheduler()
    due(first, second)
    first.tick()
    second.tick()
    due(second)

    second.tick()

    assert (second.sent, runs()) == (["probe 4"], 2)


def test_a_first_turn_has_nothing_to_compare_with() -> None:
    first, second = scheduler(), scheduler()
    PeriodicTask.objects.update(last_run_at=None, date_changed=timezone.now() - timedelta(seconds=6))
    for beat in (first, second):
        beat._schedule = beat.all_as_schedule()

    for beat in (first, second):
        beat.tick()

    assert (first.sent, second.sent, runs()) == (["probe 4"], [], 1)


def test_what_the_broker_does_not_take_is_sent_later() -> None:
    beat = scheduler()
    due(beat)
    beat.broken = 2

    beat.tick()
    counted = runs()
    beat.tick()
    beat.tick()

    assert (counted, beat.sent, runs()) == (0, ["probe 4"], 1)


def test_a_database_that_is_away_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    beat = scheduler()
    due(beat)

    def away(_entry: object) -> bool:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(beat, "_claim", away)
        beat.tick()
    silent = list(beat.sent)
    beat.tick()

    assert (silent, beat.sent, runs()) == ([], ["probe 4"], 1)


def test_the_schedule_speaks_the_schedulers_language() -> None:
    # What django-celery-beat does not know in the options of a job, it leaves out without a word.
    known = {"queue", "exchange", "routing_key", "priority", "headers", "expire_seconds"}

    assert [name for name, job in SCHEDULE.items() if not set(job.get("options", {})) <= known] == []
