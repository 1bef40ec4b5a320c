"""Tasks that end the process they run in: given up after three starts, and put on the desk of dead letters.

A task whose process was killed goes back to the queue, as it is not its fault when a machine ends. One that is killed
by itself (memory, a crash in C) would come back for ever and take every worker with it. Starts of messages that come
again are therefore counted beside the queue; whoever ends, well or with an error, is forgotten.
"""

from __future__ import annotations

from typing import Any

import orjson
import structlog
from celery import Task

from moviesite.common.http.shared import SharedState

log = structlog.get_logger(__name__)

MOST_STARTS = 3
REMEMBERED = 24 * 3600  # seconds
_shared = SharedState("default")


class GuardedTask(Task):  # type: ignore[misc]
    """What every task of the site is made of."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run, unless three processes have ended with this message."""
        if not (self.request.delivery_info or {}).get("redelivered"):
            return super().__call__(*args, **kwargs)
        key = f"tasks:starts:{self.request.id}"
        # The first start was no repetition, so it was not counted.
        if _shared.count(key, 1, REMEMBERED) >= MOST_STARTS:
            self._bury(kwargs)
            return None
        try:
            return super().__call__(*args, **kwargs)
        finally:
            _shared.delete(key)

    def _bury(self, kwargs: dict[str, Any]) -> None:
        from moviesite.events.deadletters import TASK, bury_message  # tables, which are not there when tasks are made

        log.error("tasks.given_up", task=self.name, task_id=self.request.id)
        bury_message(
            source=TASK,
            body=orjson.dumps({"task": self.name, "kwargs": kwargs}, default=str),
            headers={"type": self.name, "task_id": str(self.request.id)},
            error=f"{MOST_STARTS} processes ended while they ran it",
        )
