"""Reading from a copy of the database: only in pages that read, never what the reader has just written.

A GET or HEAD request reads from `replica`, unless its member has written in the last REPLICA_PIN_SECONDS, a transaction
is open, or the request itself writes: from then on it reads from the primary. Who people are (accounts, sessions), the
admin, tasks and commands always use the primary. Without DATABASE_REPLICA_URL all of this does nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

log = structlog.get_logger(__name__)

REPLICA, PRIMARY = "replica", "default"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE = "wrote"  # only that, and when it lapses; who makes one up reads from the primary, which harms nobody
PRIMARY_APPS = frozenset({"accounts", "auth", "sessions", "admin", "contenttypes", "events", "django_celery_beat"})
LEFT_ALONE = 30.0  # seconds that a replica which failed is not asked, by this process
_GONE = (OperationalError, InterfaceError)
_ALIVE = "replica:cache"

_away_until = 0.0


class Reading:
    """How one request reads; `pin` ends reading from the replica for the rest of it."""

    def __init__(self, request: HttpRequest, *, pinned: bool, wrote: bool) -> None:
        self.wrote = wrote
        self._pinned = pinned
        self._request = request
        self._alias: str | None = None
        self._subject: str | None = None

    def alias(self) -> str:
        """Where to read now. Asked anew when the member becomes known, as the API learns that late."""
        if self._pinned or self.wrote:
            return PRIMARY
        subject = _subject(self._request)
        if self._alias is None or subject != self._subject:
            self._subject = subject
            self._alias = PRIMARY if _has_written(subject) or not replica_answers() else REPLICA
        return self._alias

    def pin(self) -> None:
        """Read from the primary from here on."""
        self._pinned = True


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


class ReplicaRouter:
    """Django's question for every query without an explicit database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The replica, where the request may."""
        reading = _reading.get()
        if reading is None or model._meta.app_label in PRIMARY_APPS or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return reading.alias()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Always the primary, and so is what the request reads afterwards. Locking reads ask here, too."""
        reading = _reading.get()
        if reading is not None:
            reading.wrote = True
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """The replica gets its tables from the primary."""
        return False if db == REPLICA else None


class ReplicaMiddleware:
    """Lets requests that read use the replica, and remembers who wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer under the rules above."""
        if REPLICA not in connections.settings:
            return self._get_response(request)
        writes = request.method not in READING
        pinned = COOKIE in request.COOKIES or request.path_info.startswith(reverse("admin:index"))
        reading = Reading(request, pinned=pinned, wrote=writes)
        token = _reading.set(reading)
        try:
            response = self._get_response(request)
        finally:
            _reading.reset(token)
        if reading.wrote:
            remember_write(request, response)
        return response


def remember_write(request: HttpRequest, response: HttpResponseBase) -> None:
    """Stamp the browser, and the member on all devices. What visitors read may be kept by caches and gets no cookie."""
    seconds = settings.REPLICA_PIN_SECONDS
    subject = _subject(request)
    if request.method not in READING or settings.SESSION_COOKIE_NAME in request.COOKIES:
        response.set_cookie(
            COOKIE, "1", max_age=seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    if subject:
        cache.set(f"{COOKIE}:{subject}", 1, seconds)


def note_change(shown: str) -> None:
    """Before the version of something shown is raised: whoever builds it anew must not build it from the past."""
    if REPLICA in connections.settings:
        cache.set(f"changed:{shown}", 1, settings.REPLICA_PIN_SECONDS)


def has_changed(shown: str) -> bool:
    """Whether that was a moment ago."""
    return REPLICA in connections.settings and cache.get(f"changed:{shown}") is not None


def read_primary() -> None:
    """Read from the primary for the rest of this request."""
    reading = _reading.get()
    if reading is not None:
        reading.pin()


def _subject(request: HttpRequest) -> str:
    """Who asks, as far as is known without asking the session; a token stands for itself until its member is known."""
    user = request.__dict__.get("_cached_user") or request.__dict__.get("user")
    if user is not None and getattr(user, "_wrapped", user).__class__ is not object and user.pk:
        return f"member:{user.pk}"
    token = request.headers.get("Authorization", "")
    return f"token:{hashlib.sha256(token.encode()).hexdigest()}" if token else ""


def _has_written(subject: str) -> bool:
    """Whether the member wrote a moment ago; True as well if the cache, which would know, is gone."""
    if not subject:
        return False
    try:
        found = cache.get_many([_ALIVE, f"{COOKIE}:{subject}"])
        if _ALIVE not in found and not cache.add(_ALIVE, 1, 3600):
            return True
    except Exception as error:  # noqa: BLE001  each kind of cache fails in its own way
        log.warning("replica.cache_lost", error=type(error).__name__)
        return True
    return f"{COOKIE}:{subject}" in found


def replica_answers() -> bool:
    """Whether the replica is connected, or connects now; after a failure it is left alone for a while."""
    if time.monotonic() < _away_until:
        return False
    connection = connections[REPLICA]
    if _fall_back not in connection.execute_wrappers:
        connection.execute_wrappers.append(_fall_back)
    try:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    except _GONE as error:
        _leave_alone(error)
        return False
    return True


def _fall_back(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Ask the primary the same where the replica fails in the middle of a request, for the page must not."""
    try:
        return execute(sql, params, many, context)
    except _GONE as error:
        _leave_alone(error)
        reading = _reading.get()
        if reading is not None:
            reading.pin()
        primary = connections[PRIMARY]
        cursor = context["cursor"]
        cursor.cursor, cursor.db = primary.cursor().cursor, primary
        return cursor.cursor.execute(sql, params)


def _leave_alone(error: Exception) -> None:
    global _away_until
    _away_until = time.monotonic() + LEFT_ALONE
    log.warning("replica.lost", error=type(error).__name__, seconds=LEFT_ALONE)
    connections[REPLICA].close()
