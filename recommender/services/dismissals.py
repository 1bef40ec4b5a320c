"""Sending picks away, and taking that back."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from catalog.services.stats import lock_published
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from recommender.enums import DismissalKind
from recommender.models import Dismissal


@atomic_with_retry
def dismiss_title(*, member: User, title_id: int, kind: DismissalKind = DismissalKind.NOT_INTERESTED) -> Dismissal:
    """Never offer a title to a member again; TitleNotFoundError if there is none."""
    lock_published(title_id)  # so that a title which is just being merged takes it along
    dismissal, _ = Dismissal.objects.update_or_create(user=member, title_id=title_id, defaults={"kind": kind})
    publish(
        "title_dismissed",
        aggregate=f"title:{title_id}",
        payload={"user_id": member.pk, "movie_id": title_id, "kind": str(kind)},
    )
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    return dismissal


@transaction.atomic
def undo_dismissal(*, member: User, title_id: int) -> bool:
    """Offer it again; returns whether it had been sent away."""
    deleted, _ = Dismissal.objects.filter(user=member, title_id=title_id).delete()
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    return bool(deleted)
