"""Members ask a site whose models are exchanged, every other one damaged: each answer is of one whole version (R19)."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.chaos.conftest import PASSWORD, SCALE, Report
from tests.chaos.load import CLOSED, Question, ask
from tests.chaos.servers import ROOT, Postgres, Redis, Site

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
CLIENTS, MEMBERS = 16, 4
KINDS = 7  # of damage
DAMAGED = KINDS * max(1, round(15 * SCALE))  # 105, and as many whole ones
PAGE = 4  # one question in so many is for a page
FRESH = 150  # seconds after which members log in again; a token is good for twice as long
_MAKE = f"""
from django.contrib.auth.hashers import make_password
from accounts.models import Profile, User
from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from recommender.services.training import run_training
readers = list(Rating.objects.order_by("user").values_list("user", flat=True).distinct()[:{MEMBERS}])
User.objects.filter(pk__in=readers).update(password=make_password({PASSWORD!r}))
run_training(algorithms=("popularity", "default"), force=True)
more = User.objects.create(username="more", email="more@example.org")
Profile.objects.create(user=more)
for title in Title.objects.order_by("pk")[:30]:
    rate_title(member=more, title_id=title.pk, value=5)
run_training(algorithms=("default",), force=True)
print("readers", *User.objects.filter(pk__in=readers).order_by("pk").values_list("username", flat=True))
"""
Picks = tuple[tuple[int, float], ...]


@dataclass
class Readers:
    """Clients that ask for a member's recommendations and now and then for a page, until they are told to stop."""

    site: Site
    names: list[str]
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    slates: dict[str, dict[str, set[Picks]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    models: list[str] = field(default_factory=list)  # of each answer, in the order of their coming
    _tokens: dict[str, str] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Each in a thread of its own, and one that keeps them logged in."""
        for name in self.names:
            self._log_in(name)
        self._threads = [threading.Thread(target=self._read, args=(n,), daemon=True) for n in range(CLIENTS)]
        self._threads.append(threading.Thread(target=self._stay, daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """After the questions in hand."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _log_in(self, name: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=70)
        question = Question("login", "POST", "/api/auth/login", {"username": name, "password": PASSWORD})
        status, text = ask(connection, question)
        connection.close()
        self.statuses["login"][status] += 1
        if status == 200:
            self._tokens[name] = json.loads(text)["access"]

    def _stay(self) -> None:
        while not self._over.wait(FRESH):
            for name in self.names:
                self._log_in(name)

    def _read(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=70)
        name, asked = self.names[number % len(self.names)], number
        while not self._over.is_set():
            asked += 1
            path = "/api/recommendations?limit=6&adventure=0"
            question = Question("read", "GET", path, token=self._tokens[name])
            if asked // MEMBERS % PAGE == 0:
                question = Question("page", "GET", "/recommendations/")
            is_kept = connection.sock is not None
            status, text = ask(connection, question)
            if not status and is_kept and text in CLOSED:  # as browsers do with a connection that was kept
                status, text = ask(connection, question)
            self._note(name, question.kind, status, text)
        connection.close()

    def _note(self, name: str, kind: str, status: int, text: bytes) -> None:
        with self._lock:
            self.statuses[kind][status] += 1
            if kind == "read" and status == 200:
                slate = json.loads(text)
                self.models.append(slate["model"])
                picks = tuple((row["movie"]["id"], row["score"]) for row in slate["results"])
                self.slates[name][slate["model"]].add(picks)

    def is_whole(self, good: list[str]) -> bool:
        """Whether each member was told one slate by each good version, another by each, and nothing by any other."""
        return len(self.slates) == len(self.names) and all(
            sorted(found) == sorted(good) and [len(told) for told in found.values()] == [1] * len(good)
            and len(set.union(*found.values())) == len(good)
            for found in self.slates.values()
        )  # fmt: skip


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    """A site with two versions of a model, and members who have rated."""
    redis, postgres = Redis(), Postgres()
    # Nothing is refused for being dear: here the answers count, not the load.
    site = Site(tmp_path, DATABASE_URL=postgres.url, REDIS_URL=redis.url, DEAR_AT_ONCE="0")
    try:
        site.manage("migrate", "--noinput", "--verbosity=0")
        site.manage("seed_demo", "--members=60", "--ratings=3000", "--verbosity=0")
        names = site.manage("shell", "--verbosity=0", "--command", _MAKE).split()[-MEMBERS:]
        site.start()
        yield Readers(site, names)
    finally:
        if hasattr(site, "process") and site.process.poll() is None:
            site.stop()
        redis.kill()
        postgres.remove()


def test_models_are_exchanged_and_damaged(readers: Readers, report: Report) -> None:
    readers.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.exchanges", str(DAMAGED)],
            env=readers.site.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1800,
        )  # fmt: skip
    finally:
        readers.stop()
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])

    wrong = {kind: sum(n for status, n in found.items() if status != 200) for kind, found in readers.statuses.items()}
    changes = sum(one != other for one, other in zip(readers.models, readers.models[1:], strict=False))
    met = set(wrong.values()) == {0} and readers.is_whole(said["good"]) and said["met"] == DAMAGED
    report(
        "R19 models exchanged and damaged, over HTTP",
        f"c={CLIENTS}, two processes, {2 * DAMAGED} exchanges, half of them to damaged files, {said['met']} of these "
        f"met and taken out of service: {sum(wrong.values())} of {sum(readers.statuses['read'].values()):,} answers "
        f"and {sum(readers.statuses['page'].values()):,} pages failed; the version changed {changes:,} times between "
        f"one answer and the next, and every answer was of one whole version",
        "0 × 5xx, never mixed",
        met,
    )
    assert met, (
        readers.statuses,
        said,
        {name: {m: len(s) for m, s in f.items()} for name, f in readers.slates.items()},
    )
