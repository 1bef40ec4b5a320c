"""Processes of the web server succeed each other on one socket."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.chaos.servers import ROOT, free_port, listens, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

SITE = """
import os, pathlib, time
if pathlib.Path("broken").exists():
    raise ImportError("a release with a mistake")
pathlib.Path(f"loaded-{os.getpid()}").touch()
def application(environ, start_response):
    if environ["QUERY_STRING"] == "wait":
        pathlib.Path("began").touch()
        while not pathlib.Path("enough").exists():
            time.sleep(0.05)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


class Server:
    """webserver.py with a site of a few lines."""

    def __init__(self, folder: Path) -> None:
        (folder / "moviesite").mkdir()
        (folder / "moviesite" / "__init__.py").touch()
        (folder / "moviesite" / "wsgi.py").write_text(SITE)
        (folder / "moviesite" / "ops").mkdir()
        (folder / "moviesite" / "ops" / "waiting.py").write_text((ROOT / "moviesite/ops/waiting.py").read_text())
        (folder / "webserver.py").write_text((ROOT / "webserver.py").read_text())
        self.port, self.folder = free_port(), folder
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "webserver.py", "--port", str(self.port)],
            cwd=folder,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        # Both must have loaded the site: one that still had to would find it broken, or miss a signal.
        until(lambda: len(self.loaded()) == 2 and listens(self.port), "it did not start")

    def ask(self, query: str = "") -> str:
        """The number of the process that answers; to `wait` it answers once there is a file `enough`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", f"/?{query}")
        said = connection.getresponse().read().decode()
        connection.close()
        return said

    def loaded(self) -> set[str]:
        """All that have loaded the site so far."""
        return {found.name.removeprefix("loaded-") for found in self.folder.glob("loaded-*")}

    def processes(self) -> set[str]:
        """The two that serve."""
        return set(Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Running until the test ends it, or ends."""
    found = Server(tmp_path)
    yield found
    with suppress(ProcessLookupError):
        os.killpg(found.process.pid, signal.SIGKILL)
    found.process.wait()
    found.log.close()


def test_every_process_is_succeeded_and_no_request_lost(server: Server) -> None:
    before, answers, over = server.processes(), set(), threading.Event()

    def client() -> None:
        while not over.is_set():
            answers.add(server.ask())

    clients = [threading.Thread(target=client) for _ in range(4)]
    for thread in clients:
        thread.start()
    server.process.send_signal(signal.SIGHUP)
    until(lambda: len(server.processes()) == 2 and not server.processes() & before, "they were not exchanged")
    until(lambda: bool(answers & server.processes()), "no new process answers")
    over.set()
    for thread in clients:
        thread.join()

    assert all(answer.isdigit() for answer in answers)


def test_a_site_that_cannot_be_loaded_leaves_the_old_processes(server: Server) -> None:
    before = server.processes()
    (server.folder / "broken").touch()

    server.process.send_signal(signal.SIGHUP)
    until(lambda: "could not be loaded" in (server.folder / "log").read_text(), "it did not notice")
    until(lambda: server.processes() == before, "the broken one stayed")

    assert server.ask() in before


def test_on_sigterm_nobody_is_let_in_and_what_is_under_way_is_answered(server: Server) -> None:
    said: list[str] = []
    slow = threading.Thread(target=lambda: said.append(server.ask("wait")))
    slow.start()
    until((server.folder / "began").exists, "it does not answer")

    server.process.terminate()
    until(lambda: not listens(server.port), "it still listens")
    answered_before = list(said)
    (server.folder / "enough").touch()
    slow.join()

    assert (answered_before, len(said), said[0].isdigit(), server.process.wait(30)) == ([], 1, True, 0)
