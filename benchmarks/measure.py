"""CPU seconds, peak memory and percentiles."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommender.dataset.types import DoubleArray

STATUS = Path("/proc/self/status")
CLEAR_REFS = Path("/proc/self/clear_refs")


@dataclass
class Usage:
    """Filled in when the block ends: CPU seconds of all threads, and peak megabytes above the start of the block."""

    cpu_s: float = 0.0
    peak_mb: float = 0.0


@contextmanager
def measured() -> Iterator[Usage]:
    """Measure a block. Where the kernel cannot reset the peak, ``peak_mb`` may be too low, never too high."""
    usage = Usage()
    _reset_peak()
    before, started = _peak_mb(), time.process_time()
    yield usage
    usage.cpu_s = time.process_time() - started
    usage.peak_mb = max(0.0, _peak_mb() - before)


def _reset_peak() -> None:
    try:
        CLEAR_REFS.write_text("5")
    except OSError:
        return


def _peak_mb() -> float:
    try:
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(line.split()[1]) / 1024


def milliseconds(call: Callable[[int], object], times: int) -> DoubleArray:
    """Wall milliseconds of ``call(0)`` .. ``call(times - 1)``."""
    taken = np.empty(times)
    for index in range(times):
        started = time.perf_counter()
        call(index)
        taken[index] = (time.perf_counter() - started) * 1e3
    return taken
