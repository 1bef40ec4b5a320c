"""Clients that ask without pause and write down what they are told."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

CLOSED = {b"RemoteDisconnected", b"ConnectionResetError", b"BrokenPipeError"}


@dataclass(frozen=True, slots=True)
class Question:
    """One request; `kind` groups the answers."""

    kind: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    token: str = ""


@dataclass(slots=True)
class Answers:
    """Statuses by kind (0 is a connection that failed), moments and seconds of each answer."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    times: list[tuple[float, float, str, int]] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)  # why connections failed, by the kind of error
    repeated: int = 0  # questions asked again as the server had closed a connection that was kept

    def failed(self, kind: str) -> int:
        """Answers of 500 and above, and connections without an answer."""
        return sum(
            number for status, number in self.statuses.get(kind, Counter()).items() if status >= 500 or not status
        )

    def total(self, kind: str) -> int:
        """All of a kind."""
        return sum(self.statuses.get(kind, Counter()).values())

    def p99_ms(self, first: float = 0.0, last: float = float("inf")) -> float:
        """Of what was answered between two moments of time.monotonic()."""
        found = sorted(seconds for at, seconds, _, _ in self.times if first <= at <= last)
        return found[min(len(found) - 1, int(len(found) * 0.99))] * 1000 if found else 0.0


def ask(connection: http.client.HTTPConnection, question: Question) -> tuple[int, bytes]:
    """The status and the body; 0 and the kind of error where no answer came."""
    headers = {"Accept": "text/html" if question.kind == "page" else "application/json"}
    body = None
    if question.body is not None:
        body, headers["Content-Type"] = json.dumps(question.body), "application/json"
    if question.token:
        headers["Authorization"] = f"Bearer {question.token}"
    try:
        connection.request(question.method, question.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return 0, type(error).__name__.encode()


def run_load(
    port: int,
    questions: Sequence[Question],
    *,
    clients: int,
    requests: int,
    meanwhile: Callable[[Callable[[], int]], None] = lambda done: None,
    keep_alive: bool = True,
) -> Answers:
    """Ask `requests` questions in turn from `clients` threads, and more until `meanwhile` ends; it can ask how many."""
    answers, lock, numbers = Answers(), threading.Lock(), count()
    finished = 0

    def client() -> None:
        nonlocal finished
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=70)
        while (number := next(numbers)) < requests or not beside.is_set():
            question = questions[number % len(questions)]
            began = time.monotonic()
            is_kept = connection.sock is not None
            status, text = ask(connection, question)
            again = not status and is_kept and text in CLOSED
            if again:  # as browsers do (RFC 9112, 9.3.1): the server may close a kept connection at any time
                status, text = ask(connection, question)
            ended = time.monotonic()
            if not keep_alive:
                connection.close()
            with lock:
                finished += 1
                answers.repeated += again
                if not status:
                    answers.broken[text.decode()] += 1
                answers.statuses.setdefault(question.kind, Counter())[status] += 1
                answers.times.append((ended, ended - began, question.kind, status))
            if not status:
                time.sleep(0.05)  # nobody listens: a client that does not wait would only count the same refusal
        connection.close()

    beside = threading.Event()
    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        meanwhile(lambda: finished)
    finally:
        beside.set()
    for thread in threads:
        thread.join()
    return answers
