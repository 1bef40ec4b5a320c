"""A new version takes over without a visitor noticing: processes and instances are exchanged behind the edge."""

from __future__ import annotations

import http.client
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chaos.conftest import SCALE, Report, World
from tests.chaos.load import Answers, Question, ask, run_load
from tests.chaos.servers import Edge, Site, until

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
EXCHANGES = 5
REQUESTS = int(5_000 * SCALE)
# Tokens that outlive any run; those of a login end after five minutes.
_TOKENS = """
from accounts.scopes import Scope
from accounts.models import User
from accounts.services.api_tokens import make_token
for user in User.objects.filter(username__startswith="chaos"):
    print("token", make_token(user=user, name="load", scopes=Scope.values).secret)
"""


def is_ready(site: Site) -> bool:
    """Whether an instance would get requests, as a cluster asks it."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    status, _ = ask(connection, Question("one", "GET", "/readyz"))
    connection.close()
    return status == 200


def wait_for(site: Site) -> None:
    """Until it is ready."""
    until(lambda: is_ready(site), "the instance was not ready", 120)


@pytest.fixture(scope="module")
def load(world: World) -> list[Question]:
    """Two reads for each write. Each bears a token, so that the edge keeps no answer and all of them reach the site."""
    said = world.site.manage("shell", "--command", _TOKENS).split()
    tokens = [word for before, word in pairwise(said) if before == "token"]
    reads = [question for question in world.reads if "search" not in question.path]  # the edge bounds searches
    return [
        replace(question, token=token)
        for number, (write, token) in enumerate(zip(world.writes, tokens, strict=True))
        for question in (reads[2 * number % len(reads)], reads[(2 * number + 1) % len(reads)], write)
    ]


def run_exchanges(load: Sequence[Question], edge: Edge, exchange: Callable[[int], None]) -> Answers:
    """The load through the edge, and `exchange(number)` at equal distances in it."""

    def meanwhile(done: Callable[[], int]) -> None:
        for number in range(EXCHANGES):
            until(lambda share=number + 1: done() >= REQUESTS * share / (EXCHANGES + 2), "no answers", 300)  # type: ignore[misc]
            exchange(number)

    return run_load(edge.port, load, clients=8, requests=REQUESTS, meanwhile=meanwhile)


def tell(answers: Answers, edge: Edge, how: str, report: Report) -> None:
    """Print the figures, and fail where a request was lost."""
    statuses = {kind: dict(found) for kind, found in answers.statuses.items()}
    lost = sum(number for found in statuses.values() for status, number in found.items() if status not in {200, 201})
    report(
        f"R14 {how}",
        f"{EXCHANGES} times during {len(answers.times):,} requests ({answers.total('write'):,} POST), c=8: "
        f"{lost} failed, p99 {answers.p99_ms():.0f} ms",
        "0 failed",
        lost == 0,
    )
    assert lost == 0, (statuses, answers.broken, edge.errors()[-3000:])


@pytest.fixture
def twin(world: World, tmp_path: Path) -> Iterator[Site]:
    """A second instance over the same stores."""
    site = Site(tmp_path, DATABASE_URL=world.postgres.url, REDIS_URL=world.redis.url)
    for name in ("secret_key", "jwt_key"):  # both speak with one voice
        if (world.site.folder / name).exists():
            shutil.copy(world.site.folder / name, site.folder / name)
    site.start()
    wait_for(site)
    yield site
    if site.process.poll() is None:
        site.stop()


def test_processes_are_exchanged_behind_the_edge(
    world: World, load: list[Question], tmp_path: Path, report: Report
) -> None:
    edge = Edge(tmp_path / "edge", world.site.port)
    try:
        answers = run_exchanges(load, edge, lambda number: world.site.exchange())
    finally:
        edge.stop()

    tell(answers, edge, "processes exchanged (HUP)", report)


def test_instances_are_exchanged_behind_the_edge(
    world: World, twin: Site, load: list[Question], tmp_path: Path, report: Report
) -> None:
    edge = Edge(tmp_path / "edge", world.site.port, twin.port)

    def exchange(number: int) -> None:
        site = (world.site, twin)[number % 2]
        site.stop()
        site.start()
        wait_for(site)

    try:
        answers = run_exchanges(load, edge, exchange)
    finally:
        edge.stop()

    tell(answers, edge, "instances exchanged (TERM)", report)
