"""Model versions, training runs, and what members do not want to see."""

from recommender.models.dismissal import Dismissal
from recommender.models.version import ModelVersion, TrainingRun

__all__ = ["Dismissal", "ModelVersion", "TrainingRun"]
