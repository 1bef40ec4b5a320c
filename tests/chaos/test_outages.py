"""What visitors notice when a server behind the site dies and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.conftest import SCALE, Report, World
from tests.chaos.load import run_load
from tests.chaos.servers import until

pytestmark = pytest.mark.chaos
Meanwhile = Callable[[Callable[[], int]], None]


@pytest.fixture(autouse=True)
def _afterwards(world: World) -> Iterator[None]:
    """The next test begins with everything at work."""
    yield
    until(lambda: world.get("/readyz")[0] == 200, "the site did not recover")


def _reached(done: Callable[[], int], number: float) -> None:
    until(lambda: done() >= number, "the load did not get so far", 300)


def _between(low: float, high: float, requests: int, down: Callable[[], None], up: Callable[[], None]) -> Meanwhile:
    """Break something when a share of the requests is answered, and mend it at a later share."""

    def meanwhile(done: Callable[[], int]) -> None:
        _reached(done, low * requests)
        down()
        _reached(done, high * requests)
        up()

    return meanwhile


def test_redis_is_killed_under_load(world: World, report: Report) -> None:
    requests = int(20_000 * SCALE)
    questions = [*world.reads, *world.reads, *world.reads, *world.writes]
    whole = run_load(world.site.port, questions, clients=16, requests=requests // 10)
    assert {status for found in whole.statuses.values() for status in found} <= {200, 201}, whole.statuses

    answers = run_load(
        world.site.port,
        questions,
        clients=16,
        requests=requests,
        meanwhile=_between(0.3, 0.6, requests, world.redis.kill, world.redis.start),
    )

    reads = answers.failed("read") + answers.failed("page")
    writes, written = answers.failed("write"), answers.total("write")
    ratio = answers.p99_ms() / whole.p99_ms()
    met = reads == 0 and writes <= written / 1000
    report(
        "R11 Redis killed and restarted",
        f"{requests:,} requests, c=16: {reads} failed reads, {writes} of {written:,} writes, "
        f"{answers.repeated} asked twice; p99 {ratio:.1f}x",
        "0 reads, at most 0.1 % of writes",
        met,
    )
    assert met, (answers.statuses, answers.broken)


def test_postgresql_is_restarted_under_load(world: World, report: Report) -> None:
    requests = int(5_000 * SCALE)
    moments: dict[str, float] = {}

    def down() -> None:
        moments["down"] = time.monotonic()
        world.postgres.stop("immediate")
        world.postgres.start()
        moments["up"] = time.monotonic()

    answers = run_load(
        world.site.port,
        [*world.reads, *world.writes],
        clients=8,
        requests=requests,
        meanwhile=_between(0.4, 0.4, requests, down, lambda: None),
    )

    # A request that was under way while the server came up may still have lost its connection.
    bad = [(at, took, status) for at, took, _, status in answers.times if status >= 500 or not status]
    after = [at for at, took, _ in bad if at - took > moments["up"]]
    seconds = bad[-1][0] - bad[0][0] if bad else 0.0
    others = sum(status != 503 for _, _, status in bad)
    met = not after and not others and seconds < 5
    report(
        "R13 PostgreSQL crashed and restarted",
        f"{requests:,} requests, c=8: {len(bad)} refused within {seconds:.1f} s, {others} of them without 503, "
        f"{len(after)} once it was up",
        "0 once up, < 5 s of 503, 0 × 500",
        met,
    )
    assert met, (answers.statuses, answers.broken)


def test_probes_while_everything_is_down(world: World, report: Report) -> None:
    world.redis.kill()
    until(lambda: b"degraded" in world.get("/readyz")[1], "readyz does not notice that Redis is gone")
    ready_without_redis = world.get("/readyz")[0]
    world.postgres.stop("immediate")
    began = time.monotonic()
    until(lambda: world.get("/readyz")[0] == 503, "readyz does not notice that PostgreSQL is gone", 10)
    noticed = time.monotonic() - began
    times, statuses = [], []
    for _ in range(500):
        asked = time.monotonic()
        statuses.append(world.get("/livez")[0])
        times.append(time.monotonic() - asked)
    page = world.get("/leaderboard/")[0], world.get("/api/reviews")[0]
    world.redis.start()
    world.postgres.start()

    p99 = sorted(times)[494] * 1000
    met = set(statuses) == {200} and ready_without_redis == 200 and page[1] == 503
    report(
        "R15 probes, database and Redis down",
        f"/livez {statuses.count(200)} of 500, p99 {p99:.0f} ms; /readyz 503 after {noticed:.1f} s, "
        f"{ready_without_redis} degraded without Redis; pages {page[0]}, API {page[1]}",
        "/livez 100 % 200; /readyz 503, 200 degraded; no 500",
        met,
    )
    assert met


def test_processes_are_exchanged_under_load(world: World, report: Report) -> None:
    requests, times = int(5_000 * SCALE), max(1, round(5 * SCALE))

    def meanwhile(done: Callable[[], int]) -> None:
        _reached(done, requests / 10)
        for _ in range(times):
            world.site.exchange()

    answers = run_load(
        world.site.port, world.reads, clients=8, requests=requests, meanwhile=meanwhile, keep_alive=False
    )

    failed = answers.failed("read") + answers.failed("page")
    asked = answers.total("read") + answers.total("page")
    report(
        "R14 workers exchanged (HUP)",
        f"{times} times during {asked:,} requests, c=8: {failed} failed {dict(answers.broken) or ''}".strip(),
        "0",
        failed == 0,
    )
    assert failed == 0, (answers.statuses, answers.broken)
