"""Starts what watches a process, and watches its tasks."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from contextlib import ExitStack
from typing import Any

import structlog
from celery import signals
from django.conf import settings
from opentelemetry.trace import SpanKind
from prometheus_client import start_http_server

from moviesite.ops.context import begin_request, current_request_id
from moviesite.ops.metrics import TASK_SECONDS, TASKS, exposed_registry
from moviesite.ops.reporting import start_reporting
from moviesite.ops.tracing import flush_traces, put_trace, span_of, start_tracing

REQUEST_HEADER = "marquee_request_id"
_running: dict[str, tuple[float, ExitStack]] = {}


def observe_process(service: str) -> None:
    """Traces and error reports of this process, where they are configured."""
    start_tracing(service)
    start_reporting()


@signals.worker_init.connect
def observe_worker(**_: Any) -> None:
    """The worker's parent shows the metrics of its pool, for a collector that cannot ask the web server for them."""
    if settings.WORKER_METRICS_PORT:
        start_http_server(settings.WORKER_METRICS_PORT, registry=exposed_registry())


@signals.worker_process_init.connect
def observe_pool_process(**_: Any) -> None:
    """Each process of the pool sends for itself."""
    observe_process("worker")


@signals.worker_process_shutdown.connect
def send_the_rest(**_: Any) -> None:
    """What waits is not lost with the process."""
    flush_traces()


@signals.before_task_publish.connect
def mark_message(headers: MutableMapping[str, Any], **_: Any) -> None:
    """A task remembers the request and the trace that it comes from."""
    put_trace(headers)
    if request_id := current_request_id():
        headers[REQUEST_HEADER] = request_id


@signals.task_prerun.connect
def begin_task(task_id: str, task: Any, **_: Any) -> None:
    """Logs of a task carry its name, its id and the request's; one that runs within a request keeps the request's."""
    headers = {name: str(value) for name, value in vars(task.request).items() if isinstance(value, str)}
    stack = ExitStack()
    if not task.request.is_eager:
        structlog.contextvars.clear_contextvars()
        request_id = begin_request(headers.get(REQUEST_HEADER))
        structlog.contextvars.bind_contextvars(request_id=request_id)
        stack.callback(structlog.contextvars.clear_contextvars)
    stack.enter_context(structlog.contextvars.bound_contextvars(task=task.name, task_id=task_id))
    stack.enter_context(span_of(task.name, SpanKind.CONSUMER, carrier=headers))
    _running[task_id] = (time.perf_counter(), stack)


@signals.task_postrun.connect
def end_task(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """Count it by outcome."""
    started, stack = _running.pop(task_id, (time.perf_counter(), ExitStack()))
    stack.close()
    TASKS.labels(task.name, (state or "unknown").lower()).inc()
    TASK_SECONDS.labels(task.name).observe(time.perf_counter() - started)
