"""What the recommender does about news."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache import cache
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from recommender.signals import model_missing
from recommender.tasks import train_if_stale

log = structlog.get_logger(__name__)

REFRESH_PAUSE = 600  # seconds between two requests for a training


@receiver(model_missing, dispatch_uid="recommender.ask_for_training")
def ask_for_training(**_: Any) -> None:
    """Have a model trained in the background; whoever asked is served by the fallback meanwhile."""
    if not cache.add("recommender:refresh", 1, REFRESH_PAUSE):
        return
    try:
        train_if_stale.delay()
    except (OperationalError, OSError) as error:  # the schedule will train in any case
        log.warning("recommender.refresh_not_queued", error=type(error).__name__)
