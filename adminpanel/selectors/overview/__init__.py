"""The dashboard's three questions: is it healthy, is it used, is it good; and what waits for a person."""

from adminpanel.selectors.overview.health import Health, health
from adminpanel.selectors.overview.quality import Quality, quality
from adminpanel.selectors.overview.usage import Usage, usage
from adminpanel.selectors.overview.waiting import Waiting, happened, waiting

__all__ = ["Health", "Quality", "Usage", "Waiting", "happened", "health", "quality", "usage", "waiting"]
