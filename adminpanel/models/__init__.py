"""What curators decided, and the figures that the dashboard draws."""

from adminpanel.models.automod import AutomodHit, AutomodRule
from adminpanel.models.blocking import BlockedNetwork
from adminpanel.models.curation import Curation, CurationStep
from adminpanel.models.featured import FeaturedSlot
from adminpanel.models.figures import DailyFigure, HealthSample
from adminpanel.models.moderation import Appeal, ModerationCase, ModerationDecision, Report

__all__ = [
    "Appeal",
    "AutomodHit",
    "AutomodRule",
    "BlockedNetwork",
    "Curation",
    "CurationStep",
    "DailyFigure",
    "FeaturedSlot",
    "HealthSample",
    "ModerationCase",
    "ModerationDecision",
    "Report",
]
