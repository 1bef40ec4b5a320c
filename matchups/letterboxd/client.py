"""Asking a site for one page: its robots.txt first, then the page, bounded in time, in size and to one host."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from matchups.letterboxd.errors import ReaderError, Why
from matchups.letterboxd.robots import Rules

MAX_PAGE = 2 * 1024 * 1024  # bytes
MAX_ROBOTS = 512 * 1024  # bytes, the least that RFC 9309 (2.5) asks a robot to read
MAX_REDIRECTS = 3  # to another spelling of the address; robots.txt may have five
PRODUCT = "MarqueeReader"
_PIECE = 16 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})


class Reader:
    """Reads from the site at `base`, as `agent`. `timeout` is in seconds and holds for all requests together."""

    def __init__(self, base: str, agent: str, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._base, self._agent, self._clock = base.rstrip("/"), agent, clock
        self._deadline = clock() + timeout

    def robots(self) -> str:
        """The site's rules, "" where it has none. A site that hides or cannot give them is not read at all."""
        status, body = self._get("/robots.txt", MAX_ROBOTS, None)
        if status == 200:
            return body.decode("utf-8", errors="replace")
        if status in {404, 410}:
            return ""
        raise ReaderError(Why.REFUSED if status in {401, 403, 429} else Why.AWAY, f"robots.txt answered {status}")

    def page(self, path: str, rules: Rules) -> str:
        """A page's markup. Every address on the way is asked for only where the rules allow it."""
        status, body = self._get(path, MAX_PAGE, rules)
        if status in {404, 410}:
            raise ReaderError(Why.MISSING, "there is no such page")
        if status != 200:
            raise ReaderError(Why.AWAY if status >= 500 else Why.REFUSED, f"the page answered {status}")
        return body.decode("utf-8", errors="replace")

    def _get(self, path: str, most: int, rules: Rules | None) -> tuple[int, bytes]:
        url = self._base + path
        try:
            with requests.Session() as session:
                session.trust_env = False  # neither a proxy nor a password from the machine's environment
                for _ in range(MAX_REDIRECTS + 1):
                    if rules is not None and not rules.allow(PRODUCT, _path_of(url)):
                        raise ReaderError(Why.REFUSED, "robots.txt forbids it")
                    status, target, body = self._ask(session, url, most)
                    if status not in _MOVED:
                        return status, body
                    url = self._within(url, target)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise ReaderError(Why.AWAY, "the site did not answer") from error
        raise ReaderError(Why.STRANGE, "the site redirects without end")

    def _ask(self, session: requests.Session, url: str, most: int) -> tuple[int, str, bytes]:
        """Status, target of a redirect, body. Read piece by piece: a site that drips must not outlive the deadline."""
        headers = {"User-Agent": self._agent, "Accept": "text/html,text/plain", "Accept-Encoding": "identity"}
        left = self._remaining()
        with session.get(url, headers=headers, timeout=left, allow_redirects=False, stream=True) as response:
            if response.status_code != 200:
                return response.status_code, response.headers.get("Location", ""), b""
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ReaderError(Why.STRANGE, "an encoding that was not asked for")
            found = bytearray()
            while piece := response.raw.read1(_PIECE):
                found += piece
                if len(found) > most:
                    raise ReaderError(Why.STRANGE, "the page is too long")
                self._remaining()
            return 200, "", bytes(found)

    def _within(self, url: str, target: str) -> str:
        """Where a redirect leads; ReaderError when that is another host, port or scheme."""
        found, base = urlsplit(urljoin(url, target)), urlsplit(self._base)
        if not target or (found.scheme, found.netloc) != (base.scheme, base.netloc):
            raise ReaderError(Why.STRANGE, "the site leads elsewhere")
        return found.geturl()

    def _remaining(self) -> float:
        left = self._deadline - self._clock()
        if left <= 0:
            raise ReaderError(Why.AWAY, "the site took too long")
        return left


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
