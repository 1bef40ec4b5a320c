"""What the schedule does for curators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery import Task, shared_task
from django.conf import settings

from adminpanel.services.figures import count_days, take_sample
from adminpanel.services.telegram.bot import answer_update
from adminpanel.services.telegram.posting import announce_featured
from adminpanel.services.telegram.updates import Asked
from moviesite.ops.backup.making import make_backup, measure_age


@shared_task(name="adminpanel.take_sample")
def sample(**_: Any) -> None:
    """Measure the minute that has just ended."""
    take_sample()
    measure_age()


@shared_task(name="adminpanel.count_days")
def count(**_: Any) -> None:
    """Write the figures of the day."""
    count_days()


@shared_task(name="adminpanel.back_up")
def back_up(**_: Any) -> None:
    """Copy everything into BACKUP_DIR; without one, nothing."""
    if settings.BACKUP_DIR:
        make_backup(folder=Path(settings.BACKUP_DIR), keep=settings.BACKUP_KEEP, key=settings.BACKUP_KEY)


@shared_task(name="adminpanel.answer_telegram", bind=True, max_retries=4)
def answer_telegram(self: Task, *, asked: dict[str, Any], **_: Any) -> None:
    """Answer what somebody said to the bot; while Telegram is away it is tried again, later each time."""
    wait = answer_update(Asked(**asked))
    if wait is not None and self.request.retries < self.max_retries:
        raise self.retry(countdown=wait * 2**self.request.retries)


@shared_task(name="adminpanel.announce_featured")
def announce(**_: Any) -> None:
    """Post featured titles whose time has come to the channel."""
    announce_featured()
