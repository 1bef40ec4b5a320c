"""A small site with a trained model of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from catalog.models import Title
from recommender.registry import texts
from recommender.registry.interviews import interviews
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from tests.camps import make_camps


@pytest.fixture(autouse=True)
def _own_models(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Each test has an empty model directory and nothing loaded."""
    settings.MODEL_DIR = tmp_path / "models"
    serving_models.forget()
    texts.forget()
    interviews.forget()
    yield
    serving_models.forget()
    texts.forget()
    interviews.forget()


@pytest.fixture
def camps(db: None) -> list[list[Title]]:
    """Two camps of titles, each loved by its own members and left alone by the others."""
    return make_camps()


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, and models that have learnt them."""
    run_training(algorithms=("popularity", "default"))
    return camps
