"""The interview in the registry."""

from __future__ import annotations

from recommender.onboarding.interview import Interview
from recommender.registry.plain import PlainModels

interviews = PlainModels(Interview)
