"""More clients than the site can serve: all wait longer, nobody gets an error, and afterwards it is as before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.chaos.conftest import SCALE, Report, World
from tests.chaos.load import Answers, Question, run_load

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
USUAL = 8  # clients: as many as the site has threads
GOOD = {200, 201}


@dataclass(frozen=True, slots=True)
class Level:
    """What a number of clients got."""

    answers: Answers
    seconds: float

    def count(self, wanted: Callable[[int], bool]) -> int:
        """Answers by their status."""
        return sum(wanted(status) for _, _, _, status in self.answers.times)

    @property
    def good_per_second(self) -> float:
        """Of what is neither refused nor failed."""
        return self.count(lambda status: status in GOOD) / self.seconds

    @property
    def p99_ms(self) -> float:
        """Of the good ones: a refusal is quick and would flatter."""
        found = sorted(took for _, took, _, status in self.answers.times if status in GOOD)
        return found[int(len(found) * 0.99)] * 1000


def mixed(world: World) -> list[Question]:
    """Of ten questions, seven read, one searches, two are votes."""
    search = next(question for question in world.reads if "search" in question.path)
    reads = [question for question in world.reads if question is not search]
    return [
        question
        for number, write in enumerate(world.writes)
        for question in (reads[number % len(reads)], write, *(reads[(number * 3 + k) % len(reads)] for k in range(3)))
    ] + [search] * (len(world.writes) // 2)


def measure(world: World, clients: int, requests: int) -> Level:
    """So many requests by so many clients."""
    began = time.monotonic()
    answers = run_load(world.site.port, mixed(world), clients=clients, requests=requests)
    return Level(answers, time.monotonic() - began)


def measure_probed(world: World, clients: int, requests: int) -> tuple[Level, list[float]]:
    """The same, and the seconds that /livez took meanwhile."""
    seconds: list[float] = []
    over = threading.Event()

    def probe() -> None:
        while not over.wait(0.1):
            asked = time.monotonic()
            assert world.get("/livez")[0] == 200
            seconds.append(time.monotonic() - asked)

    prober = threading.Thread(target=probe, daemon=True)
    prober.start()
    level = measure(world, clients, requests)
    over.set()
    prober.join(60)
    return level, sorted(seconds)


def recovery(world: World, usual_ms: float) -> float:
    """Seconds until a page comes as quickly as it does with the usual number of clients."""
    began = time.monotonic()
    took = float("inf")
    while took > usual_ms / 1000:
        asked = time.monotonic()
        assert world.get("/leaderboard/")[0] == 200
        took = time.monotonic() - asked
    return time.monotonic() - began


def test_more_clients_than_can_be_served(world: World, report: Report) -> None:
    measure(world, USUAL, int(200 * SCALE))  # everything is loaded once
    usual = measure(world, USUAL, int(1_000 * SCALE))
    fourfold = measure(world, 4 * USUAL, int(2_000 * SCALE))
    sixteenfold, livez = measure_probed(world, 16 * USUAL, int(3_000 * SCALE))
    recovered = recovery(world, usual.p99_ms)

    levels = (usual, fourfold, sixteenfold)
    failed = [level.count(lambda status: status not in GOOD | {503}) for level in levels]
    refused = [level.count(lambda status: status == 503) for level in levels]
    rates = [level.good_per_second for level in levels]
    ratio, share = fourfold.p99_ms / usual.p99_ms, rates[2] / max(rates)
    livez_ms = livez[int(len(livez) * 0.99)] * 1000
    met = failed == [0, 0, 0] and ratio <= 5
    report(
        "R16 overload, c=8, 32, 128",
        f"p99 {', '.join(f'{level.p99_ms:.0f}' for level in levels)} ms ({ratio:.1f}x at 4x); good "
        f"{', '.join(f'{rate:.0f}' for rate in rates)} a second ({share:.0%} of the peak at 16x); 503 {refused}, "
        f"failed {failed}; /livez p99 {livez_ms:.0f} ms of {len(livez)}; as before after {recovered:.1f} s",
        "p99 at 4x at most 5x, 0 failed; better: 80 % of the peak at 16x, /livez < 1 s, < 5 s",
        met,
    )
    assert met, [level.answers.statuses for level in levels]
    assert recovered < 5
