"""Traces (OpenTelemetry): a request, the questions it asks outside, and the tasks it leaves behind share one trace.

Spans are named by routes, tasks and services, never by addresses, so that no query string, token or name of a member
gets into them. Without an endpoint the API's own no-op tracer makes all of this free.
Source: W3C Trace Context; OpenTelemetry semantic conventions for HTTP and messaging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

_tracer = trace.get_tracer("marquee")


def start_tracing(service: str) -> bool:
    """Send spans to the configured collector; False without one. Once per process, after it was forked."""
    if not settings.OTEL_ENDPOINT:
        return False
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    resource = Resource.create({"service.name": f"marquee-{service}", "service.version": settings.RELEASE or "unknown"})
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(settings.TRACE_SHARE)), resource=resource)
    exporter = OTLPSpanExporter(endpoint=f"{settings.OTEL_ENDPOINT.rstrip('/')}/v1/traces", timeout=5)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return True


def flush_traces() -> None:
    """Send what waits; for processes that are about to end."""
    flush = getattr(trace.get_tracer_provider(), "force_flush", None)
    if flush is not None:
        flush()


@contextmanager
def span_of(
    name: str, kind: SpanKind = SpanKind.INTERNAL, *, carrier: Mapping[str, str] | None = None, **attributes: Any
) -> Iterator[Span]:
    """A span around what is done within; `carrier` holds the caller's `traceparent`. Errors are named, not quoted."""
    context = propagate.extract(carrier) if carrier else None
    with _tracer.start_as_current_span(
        name, context=context, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def put_trace(carrier: MutableMapping[str, Any]) -> None:
    """Write the present trace into the headers of a message."""
    propagate.inject(carrier)


def current_trace() -> dict[str, str]:
    """`trace_id` and `span_id` in hexadecimal, {} outside of a recorded span."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
