"""The world that the walks go through."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def _made_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once for all tests of a file: each of them runs in a savepoint above it and is rolled back.

    Thousands of walks begin with it, and making it takes longer than most of them do.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_made_world: World, db: None) -> World:
    """Three members, one of them hidden. The objects are copies: what a test does to them ends with it."""
    return copy.deepcopy(_made_world)
