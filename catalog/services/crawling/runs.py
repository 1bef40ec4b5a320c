"""Runs of synchronisation: one of a kind at a time, told of as they go, taken up where they were cut off."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.enums import Provider, RunState
from catalog.exceptions import SyncRunBusyError, SyncRunLostError
from catalog.models import SyncRun

STALE = timedelta(seconds=180)  # without a sign of life for that long a run has died
TELL_EVERY = 5.0  # seconds between two signs of life while nothing else is to be told
DEAD = "The process that worked on it has ended."
Progress = Callable[[int], None]
_COUNTS = ("done", "created", "updated", "unchanged", "skipped")
_BESIDE = ("gone", "later")  # counted in the cursor, for want of columns


@dataclass(slots=True)
class Running:
    """A run in the hands of this process. `at` is where its source goes on; what is counted is written with `tell`."""

    row: SyncRun
    progress: Progress | None = None
    claimed: int = 0
    _told: float = field(default_factory=time.monotonic)

    @property
    def provider(self) -> Provider:
        """Who is asked."""
        return Provider(self.row.provider)

    @property
    def at(self) -> dict[str, Any]:
        """Where the source goes on."""
        return dict(self.row.cursor.get("at", {}))

    def count(self, **steps: int) -> None:
        """Add to the sums; `done` also moves the bar."""
        for name, step in steps.items():
            if name in _BESIDE:
                self.row.cursor[name] = self.row.cursor.get(name, 0) + step
            else:
                setattr(self.row, name, getattr(self.row, name) + step)
        if self.progress is not None and steps.get("done"):
            self.progress(steps["done"])

    def tell(self, at: Mapping[str, Any] | None = None) -> None:
        """Write the sums, and where to go on, down; SyncRunLostError where another process has taken the run over."""
        if at is not None:
            self.row.cursor["at"] = dict(at)
        self._told = time.monotonic()
        self._write(heartbeat_at=timezone.now())

    def breathe(self) -> None:
        """Give a sign of life, if it has been a while."""
        if time.monotonic() - self._told >= TELL_EVERY:
            self.tell()

    def end(self, state: RunState, error: str = "") -> None:
        """Let go of the run."""
        now = timezone.now()
        self._write(state=state, error=error[:300], lease_key=None, heartbeat_at=now, finished_at=now)

    def _write(self, **fields: Any) -> None:
        sums = {name: getattr(self.row, name) for name in _COUNTS}
        held = SyncRun.objects.filter(pk=self.row.pk, lease_key=self.row.lease_key, state=RunState.RUNNING)
        if not held.update(**sums, total=self.row.total, cursor=self.row.cursor, **fields):
            raise SyncRunLostError
        for name, value in fields.items():
            setattr(self.row, name, value)


def begin_run(
    *, provider: Provider, mode: str, given: Mapping[str, Any] | None = None, progress: Progress | None = None
) -> Running:
    """Take up the last run of this kind where it was cut off, if it was asked for the same; else begin a new one.

    `given` is what was asked for; without it nothing is taken up. SyncRunBusyError while another process is at it.
    """
    key, now = f"{provider}:{mode}", timezone.now()
    SyncRun.objects.filter(lease_key=key, heartbeat_at__lt=now - STALE).update(
        lease_key=None, state=RunState.FAILED, error=DEAD, finished_at=now
    )
    last = SyncRun.objects.filter(provider=provider, mode=mode).order_by("-id").first()
    try:
        with transaction.atomic():
            taken = last is not None and given is not None and _take_up(last, key, given)
            row = (
                SyncRun.objects.get(pk=last.pk)
                if last is not None and taken
                else SyncRun.objects.create(
                    provider=provider, mode=mode, lease_key=key, cursor={"given": dict(given or {})}
                )
            )
    except IntegrityError as error:
        raise SyncRunBusyError from error
    return Running(row, progress)


def _take_up(last: SyncRun, key: str, given: Mapping[str, Any]) -> bool:
    cut_off = (RunState.FAILED, RunState.STOPPED)
    if last.state not in cut_off or last.cursor.get("given") != dict(given):
        return False
    return bool(
        SyncRun.objects.filter(pk=last.pk, lease_key=None, state__in=cut_off).update(
            lease_key=key, state=RunState.RUNNING, error="", heartbeat_at=timezone.now(), finished_at=None
        )
    )
