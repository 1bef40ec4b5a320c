"""A provider that hangs or answers with rubbish: readers hardly notice, and it is left in peace (R10)."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import redis

from tests.chaos.conftest import SCALE, Report
from tests.chaos.load import Answers, Question, ask, run_load
from tests.chaos.servers import Postgres, Redis, Site, until
from tests.fakes.server import Behaviour, FakeUpstream, Handler, busy, fake_upstream, half, hang, says, well

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
CLIENTS = 4
LASTS = 45 * max(SCALE, 0.8)  # seconds: long enough for a second probe
FAILURES, OPEN_FOR = 5, 30.0  # what opens the circuit, and seconds for which it stays open
IN_HAND = 4.0  # seconds after which what was asked before it opened has ended
LONGEST = 7.0  # seconds that a web thread may be held
MODES: dict[str, Behaviour] = {
    "hangs 60 s": hang,
    "answers 500": says({}, 500),
    "answers 429": busy("5"),
    "breaks off": half,
}


@dataclass
class Readers:
    """A site whose provider is a stand-in, and its readers."""

    site: Site
    fake: FakeUpstream
    redis: redis.Redis
    paths: list[str]

    def read(self, name: str, behaviour: Behaviour) -> tuple[Answers, list[float], float]:
        """Pages, and a search for what nobody knows in each eighth; answers, when the provider was asked, seconds."""
        moments: list[float] = []

        def noted(handler: Handler) -> None:
            moments.append(time.monotonic())
            behaviour(handler)

        self.redis.flushall()  # no circuit is left open
        self.fake.behave("tmdb", then=noted)
        questions = [
            Question("page", "GET", f"/search/?q={name[0]}xq{number}vw" if number % 8 == 0 else path)
            for number, path in enumerate(self.paths * 1000)
        ]
        began = time.monotonic()
        answers = run_load(
            self.site.port, questions, clients=CLIENTS, requests=1, meanwhile=lambda _done: time.sleep(LASTS)
        )
        return answers, moments, time.monotonic() - began


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    """Everything begun, with the provider's key."""
    server, postgres = Redis(), Postgres()
    with fake_upstream(latency=0.02) as fake:
        site = Site(
            tmp_path,
            DATABASE_URL=postgres.url,
            REDIS_URL=server.url,
            TMDB_BASE_URL=fake.at("tmdb"),
            TMDB_READ_TOKEN="not-a-real-token",
        )
        try:
            site.manage("migrate", "--noinput", "--verbosity=0")
            site.manage("seed_demo", "--members=5", "--ratings=100", "--verbosity=0")
            site.start()
            until(lambda: _status(site, "/readyz") == 200, "the site is not ready", 120)
            paths = ["/search/", "/", "/leaderboard/", "/browse/", "/", "/leaderboard/", "/browse/", "/"]
            assert [path for path in paths[1:] if _status(site, path) != 200] == []
            yield Readers(site, fake, redis.Redis.from_url(server.url), paths)
        finally:
            fake.stopped.set()
            if hasattr(site, "process") and site.process.poll() is None:
                site.stop()
            server.kill()
            postgres.remove()


def _status(site: Site, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=70)
    try:
        return ask(connection, Question("page", "GET", path))[0]
    finally:
        connection.close()


def _probes(moments: list[float]) -> list[float]:
    """What reached the provider once its circuit was open."""
    if len(moments) < FAILURES:
        return []
    opened = moments[FAILURES - 1] + IN_HAND
    return [moment for moment in moments if moment > opened]


def _server_errors(answers: Answers) -> int:
    counts = answers.statuses["page"]
    return sum(number for status, number in counts.items() if status >= 500 and status != 503) + counts[0]


def test_a_provider_that_fails(readers: Readers, report: Report) -> None:
    missed = []
    whole, asked, _ = readers.read("whole", well)
    normal = whole.p99_ms()
    assert asked, "no reader made the site ask its provider"

    for name, behaviour in MODES.items():
        answers, moments, seconds = readers.read(name, behaviour)
        probes = _probes(moments)
        too_close = sum(later - earlier < OPEN_FOR - 2 for earlier, later in pairwise(probes))
        ratio, longest = answers.p99_ms() / normal, max(took for _, took, _, _ in answers.times)
        errors = _server_errors(answers)
        shed = answers.statuses["page"][503]
        met = ratio < 2 and longest < LONGEST and not too_close and len(probes) <= seconds / OPEN_FOR + 1 and not errors
        report(
            f"R10 the provider {name}",
            f"{answers.total('page'):,} pages in {seconds:.0f} s, c={CLIENTS}: p99 {ratio:.1f}x of {normal:.0f} ms, "
            f"longest {longest:.1f} s, {errors} errors, {shed} shed; it was asked {len(moments)} times, "
            f"{len(probes)} of them once the circuit was open",
            f"p99 < 2x, 1 probe per {OPEN_FOR:.0f} s, no thread held > {LONGEST:.0f} s",
            met,
        )
        missed += [] if met else [(name, ratio, longest, probes, errors)]
    assert missed == []
