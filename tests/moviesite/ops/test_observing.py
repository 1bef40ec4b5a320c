"""Traces, error reports, logs and metrics say what happened, and never a secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from moviesite.common.countedcache import CountedSqliteFileCache
from moviesite.ops.context import member_hash
from moviesite.ops.metrics import CACHE_GETS
from moviesite.ops.redaction import MASK, masked
from moviesite.ops.reporting import scrubbed
from tests.moviesite.ops.receiver import Receiver, receiving

CANARY = "zq7canary5ecret9"
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Seen:
    """What left a process on all its ways."""

    logs: str
    metrics: str
    traces: list[bytes]
    reports: list[bytes]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """One run of the observed site, with a collector and an error service on loopback."""
    folder = tmp_path_factory.mktemp("observed")
    with receiving() as collector, receiving() as reports:
        environment = {
            **os.environ,
            "MARQUEE_DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "LOG_JSON": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "TRACE_SHARE": "1",
            "ERROR_DSN": f"http://key@127.0.0.1:{reports.port}/1",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.moviesite.ops.observed_site", CANARY],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
        yield Seen(done.stderr, json.loads(done.stdout.splitlines()[-1]), _bodies(collector), _bodies(reports))


def _bodies(receiver: Receiver) -> list[bytes]:
    return [body for _path, body in receiver.got]


def spans(seen: Seen) -> list[tuple[str, dict[str, str]]]:
    """Names and attributes of all spans."""
    found = []
    for body in seen.traces:
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    values = {
                        item.key: item.value.string_value or str(item.value.int_value) for item in span.attributes
                    }
                    found.append((span.name, values))
    return found


def lines(seen: Seen) -> list[dict[str, object]]:
    """The log, line by line."""
    return [json.loads(line) for line in seen.logs.splitlines() if line.startswith("{")]


def test_no_way_out_holds_a_secret(seen: Seen) -> None:
    leaks = {
        "logs": seen.logs.count(CANARY),
        "metrics": seen.metrics.count(CANARY),
        "traces": sum(body.count(CANARY.encode()) for body in seen.traces),
        "reports": sum(body.count(CANARY.encode()) for body in seen.reports),
    }

    assert leaks == {"logs": 0, "metrics": 0, "traces": 0, "reports": 0}
    assert all((seen.logs, seen.metrics, seen.traces, seen.reports))


def test_spans_are_named_by_route_and_task(seen: Seen) -> None:
    names = [name for name, _ in spans(seen)]

    assert {"GET /search/", "POST /login/", "POST /api/auth/login", "tests.fails"} - set(names) == set()
    [search] = [values for name, values in spans(seen) if name == "GET /search/"]
    assert search == {"http.request.method": "GET", "http.route": "/search/", "http.response.status_code": "200"}


def test_log_lines_carry_request_and_trace(seen: Seen) -> None:
    requests = [line for line in lines(seen) if line["event"] == "request"]

    assert len(requests) == 6
    assert all(len(str(line["trace_id"])) == 32 and len(str(line["request_id"])) == 32 for line in requests)
    assert len({line["trace_id"] for line in requests}) == 6


def test_what_was_typed_forges_no_line(seen: Seen) -> None:
    assert [line for line in lines(seen) if line.get("forged")] == []
    assert [line for line in seen.logs.splitlines() if line.startswith("forged")] == []


def test_uncaught_errors_are_reported_with_their_place(seen: Seen) -> None:
    text = b"\n".join(seen.reports).decode()

    assert text.count('"type":"RuntimeError"') >= 2
    assert "visitor_home" in text or "broken" in text


def test_metrics_count_tasks(seen: Seen) -> None:
    families = {family.name: family for family in text_string_to_metric_families(seen.metrics)}

    tasks = {sample.labels["outcome"]: sample.value for sample in families["marquee_tasks"].samples
             if sample.name.endswith("_total") and sample.labels["task"] == "tests.fails"}  # fmt: skip
    assert tasks == {"failure": 1.0}


def test_shared_cache_counts_what_was_there(tmp_path: Path) -> None:
    cache = CountedSqliteFileCache(str(tmp_path / "cache.sqlite3"), {})
    before = [CACHE_GETS.labels("default", outcome)._value.get() for outcome in ("hit", "miss")]

    cache.set("a", 1)
    found = (cache.get("a"), cache.get("b", 5), cache.get_many(["a", "c"]))

    after = [CACHE_GETS.labels("default", outcome)._value.get() for outcome in ("hit", "miss")]
    assert found == (1, 5, {"a": 1})
    assert [now - then for now, then in zip(after, before, strict=True)] == [2.0, 2.0]


def test_members_are_named_by_a_keyed_hash(settings: object) -> None:
    assert member_hash(None) == ""
    assert member_hash(7) == member_hash(7) != member_hash(8)
    assert len(member_hash(7)) == 12


def test_masking_goes_deep() -> None:
    value = {"a": [{"password": "x", "note": "Bearer abc.def"}], "b": ("k?token=abc", 3)}

    assert masked(value) == {"a": [{"password": MASK, "note": f"Bearer {MASK}"}], "b": [f"k?token={MASK}", 3]}


def test_reports_lose_bodies_headers_and_people() -> None:
    event = {
        "request": {
            "url": "http://x/login/?next=/a",
            "data": {"a": 1},
            "headers": {"Cookie": "a"},
            "query_string": "q",
        },
        "user": {"id": 7},
        "server_name": "host",
        "message": "failed",
    }

    assert scrubbed(event) == {"request": {"url": "http://x/login/"}, "message": "failed"}
