"""A busy process says that it is alive, and works on no more at once than it has threads for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from moviesite.ops.waiting import WaitingRoom


class Answer:
    """A body that remembers which thread closed it."""

    def __init__(self, *, streaming: bool = False) -> None:
        self.streaming, self.closed_by = streaming, ""

    def __iter__(self) -> Iterator[bytes]:
        yield b"an"
        yield b"swer"

    def close(self) -> None:
        self.closed_by = threading.current_thread().name


class Site:
    """Answers /livez at once, and all else when the test lets it."""

    def __init__(self) -> None:
        self.arrived, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/livez":
            self.arrived.release()
            assert self.go.wait(30)
        return [environ["PATH_INFO"].encode()]


def ask(room: WaitingRoom, path: str) -> Any:
    """What the server gets."""
    return room({"PATH_INFO": path}, lambda *_: None)


def test_a_busy_process_is_alive_and_takes_no_more_than_it_can() -> None:
    site = Site()
    room = WaitingRoom(site, threads=2)
    with ThreadPoolExecutor(5) as clients:
        asked = [clients.submit(ask, room, f"/{number}") for number in range(5)]
        for _ in range(2):
            assert site.arrived.acquire(timeout=30)
        third = site.arrived.acquire(timeout=0.2)

        alive = ask(room, "/livez")
        site.go.set()

    assert (third, alive) == (False, [b"/livez"])
    assert [answer.result() for answer in asked] == [[b"/0"], [b"/1"], [b"/2"], [b"/3"], [b"/4"]]


def test_an_answer_is_read_and_closed_where_it_was_made() -> None:
    answer, file = Answer(), Answer(streaming=True)

    read = ask(WaitingRoom(lambda *_: answer, threads=1), "/")
    sent = ask(WaitingRoom(lambda *_: file, threads=1), "/static/x")

    assert (read, answer.closed_by) == ([b"answer"], "work_0")
    assert (sent is file, file.closed_by) == (True, "")


def test_a_mistake_reaches_the_server() -> None:
    def fail(*_: Any) -> list[bytes]:
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="mistake"):
        ask(WaitingRoom(fail, threads=1), "/")
