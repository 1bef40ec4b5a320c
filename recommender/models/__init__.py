"""Tables of the recommender."""

from recommender.models.analysis import TitleAnalysis
from recommender.models.batch import Recommendation, ScoredMember
from recommender.models.dismissal import Dismissal
from recommender.models.drift import DriftReport
from recommender.models.experiment import Arm, Experiment, Exposure, Impression, Outcome
from recommender.models.version import ModelVersion, TrainingRun

__all__ = [
    "Arm",
    "Dismissal",
    "DriftReport",
    "Experiment",
    "Exposure",
    "Impression",
    "ModelVersion",
    "Outcome",
    "Recommendation",
    "ScoredMember",
    "TitleAnalysis",
    "TrainingRun",
]
