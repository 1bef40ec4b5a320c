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


def exposition() -> bytes:
    """All processes' metrics in the Prometheus text format."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(PROCESS_REGISTRY)
