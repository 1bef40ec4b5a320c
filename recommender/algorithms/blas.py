"""How many threads the linear algebra may use.

implicit runs its own threads and warns when BLAS does too; a large inverse wants all cores. Both are set per call, so
importing this package changes nothing for the rest of the process.
"""

import os
from contextlib import AbstractContextManager
from typing import Any

from threadpoolctl import threadpool_limits


def one_thread() -> AbstractContextManager[Any]:
    """BLAS on one thread inside the block."""
    limits: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
    return limits


def all_threads() -> AbstractContextManager[Any]:
    """BLAS on every core inside the block."""
    limits: AbstractContextManager[Any] = threadpool_limits(limits=os.cpu_count(), user_api="blas")
    return limits
