"""A training is killed at random points, alone or with its whole worker, and the site goes on answering (R04)."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery import Celery

from tests.chaos.conftest import PASSWORD, SCALE, Report
from tests.chaos.load import Question, ask
from tests.chaos.servers import Postgres, Redis, Site, until
from tests.chaos.workers import CeleryProcess, beat, worker

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
KILLS = max(2, round(20 * SCALE))
LEASE = 30  # seconds
TOKEN = 200  # seconds after which a reader logs in again
_STAFF = f"""
from django.contrib.auth.hashers import make_password
from accounts.models import Profile, User
from ratings.models import Rating
from recommender.services.training import run_training
hashed = make_password({PASSWORD!r})
staff = User.objects.create(
    username="trainer", email="t@example.org", password=hashed, is_staff=True, is_superuser=True
)
Profile.objects.create(user=staff)
reader = Rating.objects.values_list("user", flat=True).order_by("user").first()
User.objects.filter(pk=reader).update(password=hashed)
print("reader", User.objects.get(pk=reader).username)
run_training(algorithms=("popularity", "default"), force=True)
"""


def login(site: Site, name: str) -> str:
    """An access token."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    question = Question("one", "POST", "/api/auth/login", {"username": name, "password": PASSWORD})
    status, text = ask(connection, question)
    connection.close()
    assert status == 200, text
    return str(json.loads(text)["access"])


@dataclass
class Reader:
    """Asks for recommendations without pause and remembers when it was told which model."""

    site: Site
    name: str
    seen: list[tuple[float, int, str]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """In a thread of its own."""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After the question in hand."""
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        token, fresh = login(self.site, self.name), time.monotonic()
        while not self._over.is_set():
            if time.monotonic() - fresh > TOKEN:
                token, fresh = login(self.site, self.name), time.monotonic()
            began = time.time()
            status, text = ask(connection, Question("read", "GET", "/api/recommendations?limit=5", token=token))
            model = json.loads(text)["model"] if status == 200 else text[:200].decode(errors="replace")
            self.seen.append((began, status, model))
            time.sleep(0.1)
        connection.close()


@dataclass
class Trainer:
    """The site, its worker and its scheduler, and what its tables say."""

    site: Site
    postgres: Postgres
    redis: Redis
    folder: Path
    worker: CeleryProcess
    reader: Reader

    def start_run(self) -> int:
        """Ask for a training as staff does."""
        token = login(self.site, "trainer")
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        question = Question("one", "POST", "/api/ml/train/collaborative", {"force": True}, token)
        status, text = ask(connection, question)
        connection.close()
        assert status == 202, text
        return int(json.loads(text)["run"])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def run(self, run_id: int) -> tuple[str, int, str]:
        """Status, number of starts, owner."""
        query = "SELECT status, starts, owner FROM recommender_trainingrun WHERE id = %s"
        status, starts, owner = self.rows(query, run_id)[0]
        return str(status), int(starts), str(owner)

    def trains(self) -> int | None:
        """The process that trains now."""
        app = Celery(broker=f"redis://127.0.0.1:{self.redis.port}/1")
        with app.connection_for_write() as connection:
            found = app.control.inspect(timeout=3, limit=1, connection=connection).active() or {}
        for tasks in found.values():
            for task in tasks:
                if task["name"].startswith("recommender.train_"):
                    return int(task["worker_pid"])
        return None

    def restart_worker(self) -> None:
        """As whatever supervises it would."""
        self.worker.kill()
        self.worker = worker(self.site.environment, self.folder / "worker.log")


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Trainer]:
    """Everything begun, and a model that serves."""
    redis, postgres = Redis(), Postgres()
    site = Site(
        tmp_path,
        DATABASE_URL=postgres.url,
        REDIS_URL=redis.url,
        CELERY_BROKER_URL=f"redis://127.0.0.1:{redis.port}/1",
    )
    begun: list[CeleryProcess] = []
    made: Trainer | None = None
    try:
        site.manage("migrate", "--noinput", "--verbosity=0")
        site.manage("seed_demo", "--members=60", "--ratings=3000", "--verbosity=0")
        reader_name = site.manage("shell", "--verbosity=0", "--command", _STAFF).split()[-1]
        site.start()
        reader = Reader(site, reader_name)
        begun = [beat(site.environment, tmp_path / "beat.log")]
        working = worker(site.environment, tmp_path / "worker.log")
        made = Trainer(site, postgres, redis, tmp_path, working, reader)
        reader.start()
        yield made
    finally:
        if made is not None:
            made.reader.stop()
            begun.append(made.worker)
        for process in begun:
            process.kill()
        if hasattr(site, "process") and site.process.poll() is None:
            site.stop()
        redis.kill()
        postgres.remove()


def _serving(trainer: Trainer) -> str:
    query = "SELECT version FROM recommender_modelversion WHERE active_key = 'default'"
    return str(trainer.rows(query)[0][0])


@dataclass
class Findings:
    """What the kills came to."""

    recoveries: list[float] = field(default_factory=list)
    doubled: list[tuple[Any, ...]] = field(default_factory=list)
    wrong: list[tuple[float, int, str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    served: list[tuple[float, str]] = field(default_factory=list)  # versions and when they were put into service


def _kill_one(trainer: Trainer, after: float, findings: Findings, *, whole: bool) -> bool:
    """Begin a run, kill it after some seconds, wait for its end; whether it was still at work by then."""
    first = len(trainer.reader.seen)
    run_id = trainer.start_run()
    until(lambda: trainer.run(run_id)[0] == "running", "no worker took the run")
    began = time.monotonic()
    pid = trainer.trains()
    time.sleep(max(0.0, began + after - time.monotonic()))
    status, starts, owner = trainer.run(run_id)
    if status != "running" or pid is None:
        until(lambda: trainer.run(run_id)[0] == "done", "the run does not end", 300)
        findings.served.append((time.time(), _serving(trainer)))
        return False
    killed = time.monotonic()
    if whole:
        trainer.restart_worker()
    else:
        os.kill(pid, signal.SIGKILL)
    until(lambda: trainer.run(run_id)[2] != owner, "nobody took the run up", 180)
    findings.recoveries.append(time.monotonic() - killed)
    until(lambda: trainer.run(run_id)[0] != "running", "the run does not end", 300)
    status, ended_starts, _ = trainer.run(run_id)
    assert status == "done"
    findings.starts.append(ended_starts - starts)
    findings.doubled += trainer.rows(
        "SELECT algorithm, count(*) FROM recommender_modelversion v "
        "JOIN recommender_trainingrun_versions t ON t.modelversion_id = v.id WHERE t.trainingrun_id = %s "
        "GROUP BY algorithm HAVING count(*) <> 1",
        run_id,
    )
    query = "SELECT extract(epoch FROM finished_at) FROM recommender_trainingrun WHERE id = %s"
    findings.served.append((float(trainer.rows(query, run_id)[0][0]), _serving(trainer)))
    findings.wrong += [answer for answer in trainer.reader.seen[first:] if not _is_right(answer, findings.served)]
    return True


def _is_right(answer: tuple[float, int, str], served: list[tuple[float, str]]) -> bool:
    """Whether a model answered that was in service by then; a process may keep the one before for a moment."""
    at, status, model = answer
    return status == 200 and any(since < at + 1 and model.endswith(version) for since, version in served[-3:])


def test_trainings_are_killed_at_random_points(trainer: Trainer, report: Report) -> None:
    chance, findings = random.Random(4), Findings()
    findings.served.append((0.0, _serving(trainer)))
    whole = _train_whole(trainer)
    findings.served.append((time.time(), _serving(trainer)))

    while len(findings.recoveries) < KILLS:
        number = len(findings.recoveries)
        _kill_one(trainer, chance.uniform(0.05, 0.9) * whole, findings, whole=bool(number % 2))

    candidates = trainer.rows("SELECT count(*) FROM recommender_modelversion WHERE status = 'candidate'")[0][0]
    answers = len(trainer.reader.seen)
    met = (findings.starts, findings.doubled, findings.wrong, candidates) == ([1] * KILLS, [], [], 0)
    report(
        "R04 trainings killed by SIGKILL",
        f"{findings.starts.count(1)} of {KILLS} completed once ({KILLS // 2} of them whole workers), "
        f"{len(findings.doubled)} doubled versions; {len(findings.wrong)} of {answers:,} answers failed or came from "
        f"another model; taken up after {statistics.median(findings.recoveries):.0f} s, "
        f"at most {max(findings.recoveries):.0f} s",
        f"all completed once, 0 errors; reach: taken up within {LEASE} s",
        met,
    )
    assert met, (findings.starts, findings.doubled, findings.wrong, findings.served, candidates)


def _train_whole(trainer: Trainer) -> float:
    """Seconds of a training that nobody disturbs."""
    run_id = trainer.start_run()
    until(lambda: trainer.run(run_id)[0] == "running", "no worker took the run")
    return until(lambda: trainer.run(run_id)[0] == "done", "the run does not end", 300)
