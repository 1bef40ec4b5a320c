"""The recommender in the admin."""

from recommender.admin import drift, experiments, models, shown

__all__ = ["drift", "experiments", "models", "shown"]
