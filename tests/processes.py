"""Several real processes against the test database: threads would share what production does not."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import connections

_CONTEXT = multiprocessing.get_context("fork")
PATIENCE = 600  # seconds; a busy machine and a large size must not look like a failure


def _child(function: Callable[..., Any], args: tuple[Any, ...], barrier: Any, results: Any) -> None:
    try:
        connections.close_all()
        barrier.wait(PATIENCE)
        results.put((True, function(*args)))
    except BaseException:  # noqa: BLE001  reported to the parent, which fails the test with it
        results.put((False, traceback.format_exc()))
    finally:
        connections.close_all()


def new_barrier(parties: int) -> Any:
    """A barrier that functions of `run_in_processes` can be given, to meet again while they run."""
    return _CONTEXT.Barrier(parties)


def run_in_processes(function: Callable[..., Any], argument_lists: list[tuple[Any, ...]]) -> list[Any]:
    """Call `function` once per argument list, all starting together; returns what they returned, in no order."""
    connections.close_all()
    for cache in caches.all(initialized_only=True):
        cache.close()
    barrier = _CONTEXT.Barrier(len(argument_lists))
    results: Any = _CONTEXT.Queue()
    processes = [_CONTEXT.Process(target=_child, args=(function, args, barrier, results)) for args in argument_lists]
    for process in processes:
        process.start()
    outcomes = [results.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join(PATIENCE)
    failures = [outcome for succeeded, outcome in outcomes if not succeeded]
    assert not failures, failures[0]
    return [outcome for _, outcome in outcomes]
