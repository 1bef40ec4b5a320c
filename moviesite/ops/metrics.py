"""Prometheus metrics. Several processes share them through the directory in PROMETHEUS_MULTIPROC_DIR."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY as PROCESS_REGISTRY
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("marquee_http_requests_total", "Requests answered", ["method", "route", "status"])
LATENCY = Histogram(
    "marquee_http_request_seconds",
    "Time to answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EVENTS = Counter("marquee_events_total", "Domain events handed to consumers", ["type", "outcome"])
EVENTS_PUBLISHED = Counter("marquee_events_published_total", "Domain events handed to the broker", ["outcome"])
EVENTS_CONSUMED = Counter("marquee_events_consumed_total", "Messages taken from the broker", ["outcome"])
EVENTS_WAITING = Gauge(
    "marquee_events_waiting",
    "Events by what they wait for: their consumers, the broker, or somebody at the desk of dead letters",
    ["state"],
    multiprocess_mode="mostrecent",
)
EVENTS_LAG = Gauge(
    "marquee_events_lag_seconds", "Age of the oldest event that waits for its consumers", multiprocess_mode="mostrecent"
)
TASKS = Counter("marquee_tasks_total", "Tasks that a worker ended", ["task", "outcome"])
TASK_SECONDS = Histogram(
    "marquee_task_seconds", "Time of a task", ["task"], buckets=(0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800)
)
QUEUE_WAITING = Gauge("marquee_queue_waiting", "Messages that no worker has taken yet", multiprocess_mode="mostrecent")
MODEL_TRAINED = Gauge(
    "marquee_model_trained_timestamp_seconds",
    "When the serving version was trained, in Unix time",
    ["algorithm"],
    multiprocess_mode="mostrecent",
)
CACHE_GETS = Counter("marquee_cache_gets_total", "Questions to the shared cache", ["cache", "outcome"])
UPSTREAM_REQUESTS = Counter("marquee_upstream_requests_total", "Questions to outside services", ["upstream", "outcome"])
UPSTREAM_LATENCY = Histogram(
    "marquee_upstream_request_seconds", "Time until an outside service answered, retries included", ["upstream"]
)
STEPS = Histogram("marquee_recommendation_step_seconds", "Time of a recommendation step", ["step"])
STEP_FAILURES = Counter("marquee_recommendation_step_failures_total", "Recommendation steps skipped", ["step"])
DRIFT = Gauge(
    "marquee_drift_index",
    "Population stability index against the time of training",
    ["feature"],
    multiprocess_mode="mostrecent",
)

SHED = Counter(
    "marquee_requests_shed_total", "Searches and recommendations refused as the process was busy with others"
)
BACKUP_AGE = Gauge(
    "marquee_backup_age_seconds", "Since the newest archive in BACKUP_DIR was made", multiprocess_mode="mostrecent"
)


def exposition() -> bytes:
    """All processes' metrics in the Prometheus text format."""
    return generate_latest(exposed_registry())


def exposed_registry() -> CollectorRegistry:
    """What a collector may read: of all processes of the machine, else of this one."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry
    return PROCESS_REGISTRY
