"""A process works on few requests at once, and says at any time that it is alive.

Each thread that works keeps a connection to the database, so there are few of them. Without a waiting room /livez would
queue up behind the slowest pages, and a busy process would be taken for a dead one and killed when it is needed most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
LIVENESS = "/livez"


class WaitingRoom:
    """A WSGI application: hands requests to `threads` workers in the order in which they came, /livez aside.

    The server must have more threads than that, one for each request that waits; those are cheap.
    """

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix="work")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application's answer, or its error."""
        if environ["PATH_INFO"] == LIVENESS:
            return self._application(environ, start_response)
        return self._workers.submit(self._work, environ, start_response).result()

    def _work(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = self._application(environ, start_response)
        if getattr(response, "streaming", True):
            return response  # a file, sent by the thread that waits
        try:
            return [b"".join(response)]
        finally:  # what ends with a request (connections, caches) belongs to the thread that worked on it
            if close := getattr(response, "close", None):
                close()
