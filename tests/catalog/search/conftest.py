"""A stand-in for OpenSearch, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.search import registry
from tests.fakes.opensearch import FakeOpenSearch, serve_opensearch


@pytest.fixture
def opensearch() -> Iterator[FakeOpenSearch]:
    """Listening on this machine."""
    with serve_opensearch() as fake:
        yield fake
    registry._opensearch.cache_clear()
