"""Which artifacts stay on disk."""

from __future__ import annotations

import pytest

from catalog.models import Title
from recommender.enums import ModelStatus
from recommender.models import ModelVersion
from recommender.registry.versions import (
    KEEP,
    active_version,
    artifact_store,
    fall_back,
    mark_broken,
    promote,
    roll_back,
)
from recommender.services.training import run_training

pytestmark = pytest.mark.django_db


def test_the_versions_that_served_last_are_kept_however_many_there_were(camps: list[list[Title]]) -> None:
    made = [run_training(algorithms=("popularity",))[1][0].version for _ in range(2 * KEEP + 4)]

    kept = artifact_store().versions("popularity")
    back = roll_back("popularity")

    assert kept == [version.version for version in made[-KEEP - 1 :]]
    assert back == active_version("popularity") == made[-2]
    pruned = ModelVersion.objects.filter(status=ModelStatus.RETIRED, promoted_at=None)
    assert pruned.count() == len(made) - KEEP - 1


def test_a_broken_version_gives_way_to_the_one_before(camps: list[list[Title]]) -> None:
    made = [run_training(algorithms=("popularity",))[1][0].version for _ in range(3)]
    mark_broken(made[2], "cut")

    back = fall_back("popularity")

    assert back == active_version("popularity") == made[1]


def test_who_was_promoted_meanwhile_is_not_pushed_aside(camps: list[list[Title]]) -> None:
    made = [run_training(algorithms=("popularity",))[1][0].version for _ in range(3)]
    mark_broken(made[2], "cut")
    promote(made[0])  # by another process, before this one falls back

    back = fall_back("popularity")

    assert back == active_version("popularity") == made[0]


def test_without_a_version_before_nothing_serves(camps: list[list[Title]]) -> None:
    assert fall_back("popularity") is None
