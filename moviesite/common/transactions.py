"""Transactions that start over when the database asks for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 5
# Deadlock and lock-wait codes of MariaDB/MySQL; serialisation failure and deadlock of PostgreSQL.
_MYSQL_CODES = {1205, 1213, 1020}
_SQLSTATES = {"40001", "40P01"}


def is_transient(error: OperationalError) -> bool:
    """Whether the same transaction may succeed if it is simply run again."""
    code = error.args[0] if error.args else None
    state = getattr(error.__cause__, "sqlstate", None)
    return code in _MYSQL_CODES or state in _SQLSTATES


def atomic_with_retry(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in a transaction, again if it was the victim of a deadlock.

    Inside another transaction it cannot start over alone, so there it is a plain savepoint and the error goes up.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        nested = transaction.get_connection().in_atomic_block
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if nested or attempt == ATTEMPTS or not is_transient(error):
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise AssertionError("unreachable")

    return run
