"""What the scheduler does with accounts."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from accounts.services.tokens import prune_families


@shared_task(name="accounts.prune_refresh_families")
def prune_refresh_families(**_: Any) -> None:
    """Delete logins that ended long ago."""
    prune_families()
