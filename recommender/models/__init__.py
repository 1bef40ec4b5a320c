"""Model versions, training runs, what members do not want to see, and what their reviews say of titles."""

from recommender.models.analysis import TitleAnalysis
from recommender.models.dismissal import Dismissal
from recommender.models.version import ModelVersion, TrainingRun

__all__ = ["Dismissal", "ModelVersion", "TitleAnalysis", "TrainingRun"]
