"""The world that the walks go through."""

from __future__ import annotations

import pytest

from tests.security.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Three members, one of them hidden."""
    return make_world()
