"""A client for one outside service that answers in JSON.

A request has two seconds to connect, five to be answered and fifteen with everything, retries included. It is tried
again at most twice, where that can help, after a random pause or the one the service asks for. Keys go into headers or
parameters, which no message, log line or repr shows.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import structlog
from opentelemetry.trace import SpanKind
from urllib3.exceptions import HTTPError

from moviesite.common.http.body import BodyError, TooLongError, parse_json, read_body
from moviesite.common.http.breaker import Breaker
from moviesite.common.http.budget import Budget, Limit
from moviesite.common.http.deadlines import reading_until
from moviesite.common.http.errors import (
    UpstreamAnswerError,
    UpstreamError,
    UpstreamNotFoundError,
    UpstreamRefusedError,
    UpstreamTooLongError,
    UpstreamUnavailableError,
)
from moviesite.common.http.sessions import shared_session
from moviesite.common.http.verdicts import Verdict
from moviesite.common.http.waiting import full_jitter, read_retry_after
from moviesite.ops.metrics import UPSTREAM_LATENCY, UPSTREAM_REQUESTS
from moviesite.ops.tracing import span_of

log = structlog.get_logger(__name__)
# It writes whole addresses, with the keys in their queries.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

MAX_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429})
_AGENT = "Marquee/1.0"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: to connect, for an answer, for everything; how often again, and what pause is still waited for."""

    connect: float = 2.0
    read: float = 5.0
    overall: float = 15.0
    retries: int = 2
    longest_pause: float = 5.0
    base_pause: float = 0.3


@dataclass(frozen=True, slots=True)
class Upstream:
    """A service: where it is, what it wants to be told, how much it may be asked.

    `judge` may know better than the status what an answer means.
    """

    name: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)
    limits: tuple[Limit, ...] = ()
    judge: Callable[[int, Any], Verdict | None] = field(default=lambda _status, _answer: None, repr=False)


class HttpClient:
    """Asks one service. Everything that tells the time, waits or draws lots can be given."""

    def __init__(
        self,
        upstream: Upstream,
        *,
        patience: Patience | None = None,
        breaker: Breaker | None = None,
        budget: Budget | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._upstream, self._patience = upstream, patience or Patience()
        self._breaker = breaker or Breaker(upstream.name)
        self._budget = budget or Budget(upstream.name, upstream.limits, sleep=sleep)
        self._sleep, self._chance = sleep, chance

    def __repr__(self) -> str:
        return f"<HttpClient {self._upstream.name}>"

    def get(self, path: str, params: Mapping[str, str] | None = None, *, cost: int = 1) -> Any:
        """The JSON at `path`; an UpstreamError where there is none. `cost` is what the request takes of the budget."""
        started = time.monotonic()
        try:
            with span_of(self._upstream.name, SpanKind.CLIENT):
                answer = self._try(path, params or {}, cost, started + self._patience.overall)
        except UpstreamError as error:
            UPSTREAM_REQUESTS.labels(self._upstream.name, error.outcome).inc()
            log.info(
                "upstream.failed", upstream=self._upstream.name, path=path, outcome=error.outcome, why=error.detail
            )
            raise
        UPSTREAM_REQUESTS.labels(self._upstream.name, "ok").inc()
        UPSTREAM_LATENCY.labels(self._upstream.name).observe(time.monotonic() - started)
        return answer

    def _try(self, path: str, params: Mapping[str, str], cost: int, deadline: float) -> Any:
        attempt = 0
        while True:
            self._breaker.raise_if_open()
            self._budget.take(cost, patience=min(self._patience.longest_pause, deadline - time.monotonic()))
            was_probe = self._breaker.enter()
            try:
                answer = self._ask(path, params, deadline)
            except UpstreamUnavailableError as error:
                opened = self._breaker.failed(was_probe=was_probe)
                self._wait_or_raise(error, attempt, deadline, give_up=was_probe or opened)
            except UpstreamError as error:
                self._settle(error, was_probe)
                raise
            else:
                self._breaker.succeeded(was_probe=was_probe)
                return answer
            attempt += 1

    def _settle(self, error: UpstreamError, was_probe: bool) -> None:
        """Tell the breaker: a service that says no is well, one that sends rubbish under a good status is not."""
        if isinstance(error, UpstreamAnswerError) and error.status == 200:
            self._breaker.failed(was_probe=was_probe)
        else:
            self._breaker.succeeded(was_probe=was_probe)

    def _wait_or_raise(self, error: UpstreamUnavailableError, attempt: int, deadline: float, *, give_up: bool) -> None:
        """Wait before the next attempt; raise `error` where there is none, or where it would come too late."""
        asked_for = error.retry_after
        if asked_for is not None and asked_for > self._patience.longest_pause:
            self._breaker.open_for(asked_for)  # the other processes need not be told the same
            raise error
        pause = full_jitter(
            attempt, self._chance(), base=self._patience.base_pause, cap=self._patience.longest_pause
        ) + (asked_for or 0.0)
        if give_up or attempt == self._patience.retries or time.monotonic() + pause >= deadline:
            raise error
        self._sleep(pause)

    def _ask(self, path: str, params: Mapping[str, str], deadline: float) -> Any:
        """One attempt. What goes wrong below is named, not chained: those errors hold the address with its query."""
        problem: UpstreamError | None = None
        try:
            with reading_until(deadline):
                return self._exchange(path, params, deadline)
        except TooLongError as error:
            problem = UpstreamTooLongError(self._upstream.name, str(error))
        except BodyError as error:
            problem = UpstreamAnswerError(self._upstream.name, str(error), status=200)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            problem = UpstreamUnavailableError(self._upstream.name, f"no answer ({type(error).__name__})")
        raise problem

    def _exchange(self, path: str, params: Mapping[str, str], deadline: float) -> Any:
        url, query = self._upstream.base_url.rstrip("/") + path, {**params, **self._upstream.secret_params}
        session = shared_session()
        for _ in range(MAX_REDIRECTS + 1):
            left = self._left(deadline)
            with session.get(
                url,
                params=query,
                headers={
                    "User-Agent": _AGENT,
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                    **self._upstream.headers,
                },
                timeout=(min(self._patience.connect, left), min(self._patience.read, left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code not in _MOVED:
                    return self._take_in(response, deadline)
                url, query = self._follow(url, response), {}
        raise UpstreamAnswerError(self._upstream.name, "redirects without end", status=310)

    def _take_in(self, response: requests.Response, deadline: float) -> Any:
        """The answer's JSON, or what its status means."""
        status = response.status_code
        if status == 200:
            answer = parse_json(response, read_body(response, lambda: self._left(deadline)))
            self._raise_verdict(status, answer)
            return answer
        try:
            answer = parse_json(response, read_body(response, lambda: self._left(deadline)))
        except (BodyError, HTTPError, OSError):  # an error page is often no JSON
            answer = None
        self._raise_verdict(status, answer)
        raise self._error_of(status, read_retry_after(response.headers.get("Retry-After"), time.time()))

    def _raise_verdict(self, status: int, answer: Any) -> None:
        name = self._upstream.name
        match self._upstream.judge(status, answer):
            case Verdict.SPENT:
                raise self._budget.exhaust()
            case Verdict.REFUSED:
                raise UpstreamRefusedError(name, "the key is not accepted", status=status)
            case Verdict.MISSING:
                raise UpstreamNotFoundError(name, "not known there", status=status)
            case Verdict.BUSY:
                raise UpstreamUnavailableError(name, "busy", status=status)

    def _error_of(self, status: int, retry_after: float | None) -> UpstreamError:
        name = self._upstream.name
        if status in {404, 410}:
            return UpstreamNotFoundError(name, "not known there", status=status)
        if status in {401, 403}:
            return UpstreamRefusedError(name, "the key is not accepted", status=status)
        if status >= 500 or status in _BUSY:
            return UpstreamUnavailableError(name, f"answered {status}", retry_after, status)
        return UpstreamAnswerError(name, f"answered {status}", retry_after, status)

    def _follow(self, url: str, response: requests.Response) -> str:
        """Where a redirect leads; the key must not go to another host, port or scheme."""
        target = response.headers.get("Location", "")
        found, base = urlsplit(urljoin(url, target)), urlsplit(self._upstream.base_url)
        if not target or (found.scheme, found.netloc) != (base.scheme, base.netloc):
            raise UpstreamAnswerError(self._upstream.name, "leads elsewhere", status=response.status_code)
        return found.geturl()

    def _left(self, deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise UpstreamUnavailableError(self._upstream.name, "took too long")
        return left
