"""What the world was like when a model was trained, kept with its version."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import DatabaseError
from django.utils import timezone

from recommender.algorithms.base import Recommender
from recommender.dataset import Interactions
from recommender.drift.compare import gini
from recommender.loaders.drift import FEATURES, observe
from recommender.models import ModelVersion

log = structlog.get_logger(__name__)


def baseline_of(data: Interactions, model: Recommender[Any]) -> dict[str, Any]:
    """Sketches of all features by name, as JSON; `model` is fitted on `data`. "gini" says how unevenly was shown."""
    observed = observe(model, data.items, now=timezone.now())
    sketches = {name: feature.sketch(observed[name]).to_json() for name, feature in FEATURES.items()}
    return {"features": sketches, "gini": round(gini(observed["showings_per_title"]), 4)}


def keep_baseline(version: ModelVersion, data: Interactions, model: Recommender[Any]) -> None:
    """Store it. No training fails for this: without one a model serves as well, and drift is not measured."""
    try:
        version.baseline = baseline_of(data, model)
        version.save(update_fields=["baseline"])
    except DatabaseError:
        raise
    except Exception as error:  # whatever a model may raise about histories that it has not met
        log.error("recommender.no_baseline", version=str(version), exc_info=error)
