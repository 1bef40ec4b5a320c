"""What moderation and the block list do in the background."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task

from adminpanel.enums import ReportedKind
from adminpanel.moderation_letters import appeal_letter, suspension_letter
from adminpanel.services.automod import look_at
from adminpanel.services.blocking import flush_hits, prune_expired

RETRIED = (OSError, SMTPException)  # a mail server that is away is tried for hours


@shared_task(name="adminpanel.send_suspension_letter", autoretry_for=RETRIED, retry_backoff=30, max_retries=8)
def send_suspension_letter(*, decision_id: int, **_: Any) -> None:
    """Tell somebody by e-mail that they are suspended, and how to appeal; nothing where it was undone meanwhile."""
    letter = suspension_letter(decision_id)
    if letter is not None:
        letter.send()


@shared_task(name="adminpanel.send_appeal_letter", autoretry_for=RETRIED, retry_backoff=30, max_retries=8)
def send_appeal_letter(*, appeal_id: int, **_: Any) -> None:
    """Tell somebody who cannot log in what became of their appeal."""
    letter = appeal_letter(appeal_id)
    if letter is not None:
        letter.send()


@shared_task(name="adminpanel.look_at_reviews")
def look_at_reviews(*, review_ids: list[int], **_: Any) -> None:
    """Look at some hundred reviews by every rule; one that was looked at before is caught by no rule twice."""
    for review_id in review_ids:
        look_at(kind=ReportedKind.REVIEW, object_id=review_id)


@shared_task(name="adminpanel.flush_blocked_hits")
def flush_blocked_hits(**_: Any) -> None:
    """Write down how often blocked addresses came."""
    flush_hits()


@shared_task(name="adminpanel.prune_blocked")
def prune_blocked(**_: Any) -> None:
    """Delete what has been expired for long."""
    prune_expired()
