"""A scheduler of which any number may run: each turn of a job belongs to the one that wrote it down first.

django-celery-beat remembers when a job ran last in the process, and writes it down minutes later: two of its schedulers
run everything twice, and one that is killed forgets what it has run. Here the row is moved on by a comparison with what
this scheduler knows, before the message is sent. One row is changed by one of them; the others adopt its time. There is
no leader to be lost: whoever is left goes on at the next turn.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.db.models import F
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

log = structlog.get_logger(__name__)

REST = 1.0  # seconds before a job is looked at again that could be neither written down nor sent


class SharedEntry(ModelEntry):  # type: ignore[misc]
    """A job that knows what its row says of the last run, which may be nothing."""

    def __init__(self, model: Any, app: Any = None) -> None:
        self.stored = model.last_run_at
        super().__init__(model, app)


class SharedScheduler(DatabaseScheduler):  # type: ignore[misc]
    """Runs what it has claimed."""

    Entry = SharedEntry
    _is_mine = False

    def reserve(self, entry: SharedEntry) -> SharedEntry:
        """Claim this turn of a job; `apply_entry` follows."""
        try:
            self._is_mine = self._claim(entry)
        except (DatabaseError, InterfaceError) as error:
            log.warning("schedule.not_claimed", job=entry.name, error=type(error).__name__)
            self._is_mine = False
            self._look_again()
            return entry
        return self._renewed(entry)

    def apply_entry(self, entry: SharedEntry, producer: Any = None) -> None:
        """Send a job whose turn is ours; one that the broker does not take is given back."""
        if not self._is_mine:
            return
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # noqa: BLE001  whatever a transport raises, the schedule goes on
            log.warning("schedule.not_sent", job=entry.name, error=type(error).__name__)
            self._give_back(entry)
            self._look_again()

    def _claim(self, entry: SharedEntry) -> bool:
        """Move the row from what is known to now; a row that says something else is adopted as it is."""
        now = entry._default_now()
        rows = self.Model.objects.filter(pk=entry.model.pk)
        claimed = rows.filter(last_run_at=entry.stored).update(
            last_run_at=now, total_run_count=F("total_run_count") + 1
        )
        if claimed:
            entry.model.last_run_at = now
            entry.model.total_run_count += 1
        else:
            found = rows.values("last_run_at", "total_run_count").first()
            if found is not None:  # a job that was deleted leaves with the next reading of the schedule
                entry.model.last_run_at, entry.model.total_run_count = found.values()
        return bool(claimed)

    def _give_back(self, entry: SharedEntry) -> None:
        try:
            rows = self.Model.objects.filter(pk=entry.model.pk, last_run_at=entry.model.last_run_at)
            if rows.update(last_run_at=entry.stored, total_run_count=F("total_run_count") - 1):
                entry.model.total_run_count -= 1
                entry.model.last_run_at = entry.stored
        except (DatabaseError, InterfaceError) as error:
            log.warning("schedule.not_given_back", job=entry.name, error=type(error).__name__)
        self._renewed(entry)

    def _renewed(self, entry: SharedEntry) -> SharedEntry:
        """The entry as its row is now, in the schedule as well."""
        renewed = self.Entry(entry.model, app=self.app)
        self._schedule[entry.name] = renewed
        return renewed

    def _look_again(self) -> None:
        """Build the heap anew from what is due, after a rest."""
        close_old_connections()
        self._heap_invalidated = True
        time.sleep(REST)
