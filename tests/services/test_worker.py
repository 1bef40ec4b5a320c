"""A task's way through a real broker into a real worker, embedded and on whatever CELERY_BROKER_URL names."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
BROKERS = ["filesystem://", *filter(None, [os.environ.get("CELERY_BROKER_URL")])]

PUBLISH = """
from moviesite.events.models import OutboxEvent
from moviesite.events.tasks import relay
OutboxEvent.objects.create(type="probe", aggregate="probe:1", payload={"type": "probe"})
relay.apply_async(queue="%s")
"""
DELIVERED = """
from moviesite.events.models import OutboxEvent
print("delivered", OutboxEvent.objects.exclude(delivered_at=None).count())
"""


@pytest.fixture(params=BROKERS, ids=lambda url: url.partition(":")[0])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An installation of its own: SQLite in a fresh folder, this broker."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "PYTEST_"))}
    return {
        **outside,
        "DJANGO_SETTINGS_MODULE": "moviesite.settings.dev",
        "MARQUEE_DATA_DIR": str(tmp_path),
        "CELERY_BROKER_URL": request.param,
    }


def manage(environment: dict[str, str], *arguments: str, script: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        input=script,
        capture_output=True,
        text=True,
        timeout=5 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def queue(environment: dict[str, str]) -> Iterator[str]:
    """A queue that nobody else listens to, with a worker on it."""
    name = f"test-{uuid.uuid4().hex}"
    manage(environment, "migrate", "--verbosity", "0")
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "moviesite", "worker", "-c", "1", "-Q", name, "--loglevel", "warning",
         "--without-gossip", "--without-mingle"],
        cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield name
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


@pytest.mark.services
def test_a_task_reaches_a_worker_that_stops_in_order(environment: dict[str, str], queue: str) -> None:
    manage(environment, "shell", "--verbosity", "0", script=PUBLISH % queue)

    deadline = time.monotonic() + PATIENCE
    said = ""
    while "delivered 1" not in said and time.monotonic() < deadline:
        said = manage(environment, "shell", "--verbosity", "0", script=DELIVERED)

    assert "delivered 1" in said
