"""A task that ends its process is started three times, then it lies on the desk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from moviesite.celery import app
from moviesite.events.deadletters import TASK, bury_message, requeue_letters
from moviesite.events.models import DeadLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> Iterator[list[int]]:
    """A task of the site's kind that notes its runs."""
    found: list[int] = []

    @app.task(name="tests.poison", lazy=False, shared=False)  # type: ignore[untyped-decorator]
    def note(number: int) -> None:
        found.append(number)

    yield found
    app.tasks.pop("tests.poison")


def start(task_id: str, *, again: bool, number: int = 7) -> None:
    """As a worker does with a message."""
    task: Any = app.tasks["tests.poison"]
    task.push_request(id=task_id, delivery_info={"redelivered": again})
    try:
        task(number=number)
    finally:
        task.pop_request()


def test_a_fourth_start_is_none(runs: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    task_id = uuid.uuid4().hex
    with monkeypatch.context() as killed:  # the process ends before it can say that the task has ended
        killed.setattr("moviesite.events.poison._shared.delete", lambda *_: None)
        start(task_id, again=False)
        for _ in range(5):
            start(task_id, again=True)

    letter = DeadLetter.objects.get()
    assert (runs, letter.source, letter.type, letter.error) == (
        [7, 7, 7], "task", "tests.poison", "3 processes ended while they ran it"
    )  # fmt: skip
    assert json.loads(letter.body) == {"task": "tests.poison", "kwargs": {"number": 7}}


def test_a_task_that_ends_may_come_as_often_as_it_likes(runs: list[int]) -> None:
    task_id = uuid.uuid4().hex

    for number in range(6):
        start(task_id, again=True, number=number)

    assert (runs, DeadLetter.objects.count()) == ([0, 1, 2, 3, 4, 5], 0)


def given_up(task: str = "tests.poison") -> DeadLetter:
    body = json.dumps({"task": task, "kwargs": {"number": 7}}).encode()
    return bury_message(source=TASK, body=body, headers={"type": task, "task_id": "1"}, error="killed")


def test_queued_again_it_is_sent_anew(runs: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(app.tasks["tests.poison"], "apply_async", lambda **options: sent.append(options))

    assert requeue_letters(letters=[given_up()]) == (1, 0)
    assert sent == [{"kwargs": {"number": 7}, "retry": False}]
    assert DeadLetter.objects.get().state == DeadLetter.State.REQUEUED


@pytest.mark.parametrize("trouble", ["unknown", "cut", "away"])
def test_what_cannot_be_sent_stays_on_the_desk(runs: list[int], monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    def away(**_: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(app.tasks["tests.poison"], "apply_async", away)
    letter = given_up("tests.gone" if trouble == "unknown" else "tests.poison")
    if trouble == "cut":
        letter.body = letter.body[:20]

    assert requeue_letters(letters=[letter]) == (0, 1)
    assert DeadLetter.objects.get().state == DeadLetter.State.WAITING
