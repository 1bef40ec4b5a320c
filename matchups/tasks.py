"""Matchups in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from matchups.exceptions import RefitBusyError
from matchups.services.checking import check_voters as check_all_voters
from matchups.services.detection import detect
from matchups.services.findings import settle_leftovers
from matchups.services.lineups import attach_missing, refresh_all
from matchups.services.refit import refit_board as fit_board

log = structlog.get_logger(__name__)

CHECK_LEASE = 3600  # seconds: as long as a task may take


@shared_task(name="matchups.refit_board")
def refit_board(**_: Any) -> None:
    """Work the board out anew; where another worker does so already there is nothing to do."""
    try:
        made = fit_board()
    except RefitBusyError as error:
        log.info("matchups.not_refitted", reason=error.detail)
        return
    log.info("matchups.refitted", votes=made.votes, seconds=made.seconds, log_loss=made.log_loss)


@shared_task(name="matchups.refresh_lineups")
def refresh_lineups(**_: Any) -> None:
    """Give sets written in bulk their line-ups, and say anew which may be shown: both change by many paths."""
    log.info("matchups.refreshed", attached=attach_missing(), changed=refresh_all())


@shared_task(name="matchups.check_voters")
def check_voters(**_: Any) -> None:
    """Look anew at voters whose votes wait or whose weight is a day old; one worker at a time."""
    if not cache.add("matchups:check-voters", 1, CHECK_LEASE):
        return
    try:
        done = check_all_voters()
    finally:
        cache.delete("matchups:check-voters")
    log.info("matchups.voters_checked", members=done.members, changed=done.changed, counted=done.counted)


@shared_task(name="matchups.detect_abuse")
def detect_abuse(days: float = 1.0, **_: Any) -> None:
    """Test the votes of so many days, and finish what a decision has left undone; one worker at a time."""
    if not cache.add("matchups:detect-abuse", 1, CHECK_LEASE):
        return
    try:
        settled = settle_leftovers()
        found = detect(since=timezone.now() - timedelta(days=days))
    finally:
        cache.delete("matchups:detect-abuse")
    log.info("matchups.votes_tested", new=found.new, again=found.again, held=found.held, settled=settled)
