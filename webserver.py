#!/usr/bin/env python
"""The web server: granian, whose processes are exchanged without a connection being lost.

By itself granian gives each of its processes a listening socket of its own on Linux (SO_REUSEPORT): what waits in the
socket of one that ends is reset, and while no process is up, clients are refused. Here the parent listens and all
processes take from its one socket, as granian does it on other systems. On SIGHUP one process after the other is
exchanged, each once its successor has loaded the site; a site that cannot be loaded leaves the processes as they were.
An old one stops taking connections a second before it ends: granian closes those that it has just taken and not
read from yet. On SIGTERM nobody is let in any more, and requests that are under way are answered.

Nothing of the site may be imported here: processes are forked from this one and would go on with the code of before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from granian._granian import ListenerSpec
from granian.constants import Interfaces
from granian.log import LogLevels, logger
from granian.server.common import AbstractServer
from granian.server.mp import MPServer

SITE = "moviesite.wsgi:application"
LOADING = 120  # seconds that a new process may take to load the site before it is given up
WAITING = 128  # requests that may wait in a process for one of its threads; each costs a thread that sleeps
LEAVING = 1  # seconds between taking the last connection and being told to end
FINISHING = 30  # seconds that an old one may take for the requests that it has


class Server(MPServer):
    """One listening socket, and processes that succeed each other without a gap."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.loaded = multiprocessing.Event()

    def _init_shared_socket(self) -> None:
        self._shd: Any = ListenerSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self.listener: int = self._shd.get_fd()
        # Closed before the processes end: from then on new clients are refused, and go elsewhere.
        self._sso = socket.socket(fileno=self.listener)

    def _respawn_workers(
        self,
        workers: Sequence[int],
        spawn_target: Callable[..., None],
        target_loader: Callable[[], Any],
        delay: float = 0,
    ) -> None:
        for index in workers:
            old: Any = self.wrks[index]
            new: Any = self._spawn_worker(index, spawn_target, target_loader)
            new.interrupt_by_parent = True  # until it has loaded, its end does not end the others
            self.loaded.clear()
            new.start()
            if not self._has_loaded(new):
                logger.error("The site could not be loaded; the processes stay as they are")
                new.kill()
                return
            new.interrupt_by_parent = False
            self.wrks[index] = new
            self._retire(old)
            self._end(old)

    def _retire(self, worker: Any) -> None:
        worker.interrupt_by_parent = True  # its end is no mistake, were it so young that it does not know the signal
        with suppress(ProcessLookupError):
            os.kill(worker.inner.pid, signal.SIGUSR1)
        time.sleep(LEAVING)

    def _end(self, worker: Any) -> None:
        until = time.monotonic() + FINISHING
        while worker.is_alive() and time.monotonic() < until:
            worker.terminate()  # again and again: one that has only just begun to listen for signals missed the first
            worker.join(1)
        if worker.is_alive():
            logger.warning("Killing a process that has not finished")
            worker.kill()
            worker.join()

    def _has_loaded(self, worker: Any) -> bool:
        until = time.monotonic() + LOADING
        while worker.is_alive() and time.monotonic() < until:
            if self.loaded.wait(0.2):
                return True
        return False


def stop_accepting(listener: int) -> None:
    """In a process that is about to end: its event loop waits no longer for the shared socket."""
    if sys.platform != "linux":
        return
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # gone again, or a loop that does not wait for it
            if entry.readlink().name == "anon_inode:[eventpoll]":
                with select.epoll.fromfd(os.dup(int(entry.name))) as waiting:
                    waiting.unregister(listener)


def load_site(server: Server, threads: int) -> Any:
    """In a new process: import the application, then tell the parent."""
    from moviesite.ops.waiting import WaitingRoom
    from moviesite.wsgi import application

    signal.signal(signal.SIGUSR1, lambda *_: stop_accepting(server.listener))
    server.loaded.set()
    return WaitingRoom(application, threads)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="Serves the site. SIGHUP exchanges its processes, SIGTERM ends them.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=4, help="requests that each process works on at once")
    parser.add_argument("--log-level", choices=[level.value for level in LogLevels], default="warning")
    given = parser.parse_args(arguments)
    multiprocessing.set_start_method("fork")  # processes take the socket from their parent
    server = Server(
        SITE,
        given.host,
        given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        blocking_threads=given.threads + WAITING,
        websockets=False,
        log_level=LogLevels(given.log_level),
        workers_kill_timeout=FINISHING,
    )
    loader = partial(load_site, server, given.threads)
    # Not that of MPServer, which only adds a warning of many threads: most of these wait.
    AbstractServer.serve(server, target_loader=loader, wrap_loader=False)


if __name__ == "__main__":
    main()
