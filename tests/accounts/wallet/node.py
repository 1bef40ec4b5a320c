"""A node of a chain on loopback that answers as a test wants it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Sends the whole answer for one question by itself.
Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Node:
    """Where it listens, what it was asked, and how it behaves."""

    url: str
    behaviour: Behaviour
    asked: list[dict[str, Any]] = field(default_factory=list)


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """A plain answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def result(value: Any) -> Behaviour:
    """Answers every question with this result."""
    return lambda handler, asked: send(
        handler, json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": value}).encode()
    )


def contract(answer: Any) -> Behaviour:
    """A contract lives at every address, and answers calls so."""
    return lambda handler, asked: result("0x60" if asked["method"] == "eth_getCode" else answer)(handler, asked)


def no_contract(answer: Any = "0x") -> Behaviour:
    """No address has code; calls are answered so."""
    return lambda handler, asked: result("0x" if asked["method"] == "eth_getCode" else answer)(handler, asked)


def drip(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "60000")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


@contextmanager
def running_node(behaviour: Behaviour) -> Iterator[Node]:
    """A node for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            node.asked.append(asked)
            try:
                node.behaviour(self, asked)
            except OSError:  # the asker gave up
                return

        def do_GET(self) -> None:
            node.asked.append({"method": "GET"})
            send(self, b"{}")

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    node = Node(f"http://127.0.0.1:{server.server_address[1]}/", behaviour)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield node
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
