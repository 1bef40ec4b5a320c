"""The API against its own schema: no 5xx, no undocumented status, no answer of another shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.services.tokens import start_family
from catalog.models import Genre
from moviesite.wsgi import application
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from tests.factories import make_member, make_title

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 30  # per operation and role: more than 2,000 cases in all; tests/promises asks more


SCHEMA = schemathesis.openapi.from_wsgi("/api/schema", application)
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)


@pytest.fixture(autouse=True)
def _keep_connection() -> Iterator[None]:
    """A finished request must not close the connection that the test's transaction is on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def reader(db: None) -> User:
    """A member in a small world, so that some generated ids exist."""
    drama = Genre.objects.create(slug="drama", name="Drama")
    for number in range(1, 4):
        title = make_title(f"Title {number}", pk=number)
        title.genres.add(drama)
        writer = make_member(f"writer-{number}")
        rate_title(member=writer, title_id=title.pk, value=4)
        write_review(member=writer, title_id=title.pk, text="Good.")
    return make_member("reader")


def generated(operation: Any, headers: dict[str, str], examples: int) -> int:
    """Ask an operation up to so many generated questions; how many there were. The first bad answer fails the test."""
    asked = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def probe(case: Any) -> None:
        nonlocal asked
        asked += 1
        # Compression is the middleware's; here bodies are compared with the schema.
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity", **headers})

    probe()
    return asked


@each_operation
def test_visitors(operation: Any, reader: User) -> None:
    assert generated(operation, {}, EXAMPLES) > 0


@each_operation
def test_members(operation: Any, reader: User) -> None:
    assert generated(operation, {"Authorization": f"Bearer {start_family(user=reader).access}"}, EXAMPLES) > 0


def test_the_schema_is_openapi_3_1(client: Any) -> None:
    response = client.get("/api/schema", headers={"accept": "application/json"})

    assert (response.status_code, response.json()["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize("path", ["/api/docs"])
def test_the_browser_for_it_needs_no_other_site(client: Any, path: str) -> None:
    page = client.get(path).content.decode()

    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
    assert "<script>" not in page
