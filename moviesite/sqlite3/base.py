"""SQLite whose writers take turns fairly. Named like Django's back end, which it is in everything else.

SQLite's own waiting doubles its pauses up to 100 ms, so whoever has waited longest asks least often: of eight processes
that wrote without pause, one was now and then passed over for 20 s and given "database is locked". Here all ask equally
often, whatever they have waited.
"""

from __future__ import annotations

import random
import time
from sqlite3 import SQLITE_BUSY
from sqlite3 import OperationalError as DriverError
from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

PAUSE = 0.002, 0.006  # seconds between two questions


if TYPE_CHECKING:  # its types say less than it has

    class _Base(base.DatabaseWrapper):
        transaction_mode: str | None

        def _start_transaction_under_autocommit(self) -> Any: ...
else:
    _Base = base.DatabaseWrapper


class DatabaseWrapper(_Base):
    """Begins transactions that write as soon as nobody else writes; OperationalError after the timeout of OPTIONS."""

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":
            super()._start_transaction_under_autocommit()
            return
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5)
        ends = time.monotonic() + patience
        with debug_transaction(self, "BEGIN IMMEDIATE"):
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._begins(is_last=time.monotonic() >= ends):
                    time.sleep(random.uniform(*PAUSE))
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")

    def _begins(self, *, is_last: bool) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except DriverError as error:
            if is_last or error.sqlite_errorcode & 0xFF != SQLITE_BUSY:
                raise OperationalError(*error.args) from error
            return False
        return True
