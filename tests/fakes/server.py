"""The stand-ins' server: answers as it should, or in any of the ways in which services fail.

For benchmarks, `python -m tests.fakes.server --port 8900 --latency 0.05` serves until it is stopped.
"""

from __future__ import annotations

import argparse
import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.routes import answer

#: Sends a whole answer by itself.
Behaviour = Callable[["Handler"], None]
_BOMB = gzip.compress(b"[" + b" " * 8 * 1024 * 1024 + b"]", 1)
HANG = 60  # seconds a hanging answer takes, unless the server stops before


@dataclass
class Asked:
    """One request, as it arrived."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]

    @property
    def service(self) -> str:
        """The first part of the path."""
        return self.path.split("/")[1]


@dataclass
class FakeUpstream:
    """Where the stand-ins listen, what they were asked, and how they behave; `latency` is in seconds."""

    url: str
    latency: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _behaviours: dict[str, list[Behaviour]] = field(default_factory=dict)
    _lasting: dict[str, Behaviour] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, service: str) -> str:
        """The base address of tmdb, omdb, youtube or jikan."""
        return f"{self.url}/{service}"

    def behave(self, service: str, *behaviours: Behaviour, then: Behaviour | None = None) -> None:
        """Answer the next requests so, one each; `then` all further ones, without it as it should."""
        with self._lock:
            self._behaviours[service] = list(behaviours)
            self._lasting.pop(service, None)
            if then is not None:
                self._lasting[service] = then

    def count(self, service: str) -> int:
        """How many requests have arrived."""
        with self._lock:
            return Counter(request.service for request in self.asked)[service]

    def take(self, request: Asked) -> Behaviour:
        """Remember a request, and say how to answer it."""
        with self._lock:
            self.asked.append(request)
            waiting = self._behaviours.get(request.service)
            return waiting.pop(0) if waiting else self._lasting.get(request.service, well)


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the behaviour whose turn it is."""

    fake: FakeUpstream
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Any request."""
        parts = urlsplit(self.path)
        request = Asked(parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()))
        behaviour = self.fake.take(request)
        if self.fake.latency:
            time.sleep(self.fake.latency)
        self.request_path, self.query = request.path, request.query
        try:
            behaviour(self)
        except (BrokenPipeError, ConnectionResetError):  # whoever asked has given up, as it should
            self.close_connection = True

    def log_message(self, _format: str, *args: Any) -> None:
        """Say nothing."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A plain answer."""
        self.send_response(status)
        given = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def well(handler: Handler) -> None:
    """As the service would answer."""
    status, content = answer(handler.request_path, handler.query)
    handler.send(json.dumps(content).encode(), status)


def says(content: Any, status: int = 200, **headers: str) -> Behaviour:
    """This JSON under this status."""
    return lambda handler: handler.send(json.dumps(content).encode(), status, **headers)


def busy(retry_after: str | None = None, status: int = 429) -> Behaviour:
    """Too many requests, or another status, with a Retry-After field if one is given."""
    headers = {"Retry_After": retry_after} if retry_after is not None else {}
    return says({"message": "later"}, status, **headers)


def hang(handler: Handler) -> None:
    """No answer at all."""
    handler.fake.stopped.wait(HANG)


def half(handler: Handler) -> None:
    """A body that ends in its middle."""
    body = b'{"id": 1, "title": "Half'
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body) * 2))
    handler.end_headers()
    handler.wfile.write(body)


def drip(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "60000")
    handler.end_headers()
    while not handler.fake.stopped.wait(0.05):
        handler.wfile.write(b" ")


def drip_headers(handler: Handler) -> None:
    """A status line, and then header after header."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
    while not handler.fake.stopped.wait(0.05):
        handler.wfile.write(b"x")


def no_json(handler: Handler) -> None:
    """A page for people under the status of success."""
    handler.send(b"<!doctype html><title>Maintenance</title>", Content_Type="text/html")


def broken_json(handler: Handler) -> None:
    """JSON by its label only."""
    handler.send(b'{"id": NaN}')


def huge(handler: Handler) -> None:
    """Three megabytes of JSON."""
    handler.send(b'{"title": "' + b"x" * 3 * 1024 * 1024 + b'"}')


def bomb(handler: Handler) -> None:
    """A few kilobytes that unpack to eight megabytes."""
    handler.send(_BOMB, Content_Encoding="gzip")


def packed(handler: Handler) -> None:
    """As the service would answer, compressed."""
    status, content = answer(handler.request_path, handler.query)
    handler.send(gzip.compress(json.dumps(content).encode()), status, Content_Encoding="gzip")


def moved(target: str, status: int = 302) -> Behaviour:
    """It is elsewhere."""
    return lambda handler: handler.send(b"{}", status, Location=target)


@contextmanager
def fake_upstream(*, port: int = 0, latency: float = 0.0) -> Iterator[FakeUpstream]:
    """Stand-ins for all services on one port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler, bind_and_activate=False)
    server.request_queue_size = 128
    server.server_bind()
    server.server_activate()
    fake = FakeUpstream(f"http://127.0.0.1:{server.server_address[1]}", latency)
    server.RequestHandlerClass = type("BoundHandler", (Handler,), {"fake": fake})
    server.daemon_threads = False  # so that closing waits for them, and none outlives its test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    with fake_upstream(port=given.port, latency=given.latency) as fake, suppress(KeyboardInterrupt):
        fake.stopped.wait()


if __name__ == "__main__":
    main()
