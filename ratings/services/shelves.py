"""Watchlist and favourites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.enums import Activity
from catalog.services.stats import lock_published, record_activity
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.enums import SavedKind
from ratings.models import SavedTitle

#: What putting a title on a shelf counts as; having seen something is no activity of its own.
ACTIVITY_OF = {SavedKind.WATCHLIST: Activity.WATCHLIST, SavedKind.FAVORITE: Activity.FAVORITE}


@atomic_with_retry
def set_saved(*, member: User, title_id: int, kind: SavedKind, saved: bool, now: datetime | None = None) -> bool:
    """Put a title on a shelf or take it off, any number of times; returns whether anything changed."""
    stats = lock_published(title_id)
    entry = SavedTitle.objects.filter(user=member, kind=kind, title_id=title_id).first()
    if (entry is not None) == saved:
        return False
    if entry is None:
        last = SavedTitle.objects.filter(user=member, kind=kind).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        SavedTitle.objects.create(user=member, title_id=title_id, kind=kind, position=position)
    else:
        entry.delete()
    if activity := ACTIVITY_OF.get(kind):
        record_activity(stats, activity=activity, step=1 if saved else -1, at=now or timezone.now())
    publish(
        "shelf_changed",
        aggregate=f"title:{title_id}",
        payload={"user_id": member.pk, "movie_id": title_id, "shelf": kind.value, "saved": saved},
    )
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    return True


@atomic_with_retry
def toggle_saved(*, member: User, title_id: int, kind: SavedKind, now: datetime | None = None) -> bool:
    """Put a title on a shelf if it is not there, take it off if it is; returns whether it is there now."""
    lock_published(title_id)  # simultaneous toggles take turns
    there = SavedTitle.objects.filter(user=member, kind=kind, title_id=title_id).exists()
    set_saved(member=member, title_id=title_id, kind=kind, saved=not there, now=now)
    return not there


@transaction.atomic
def reorder_saved(*, member: User, kind: SavedKind, title_ids: Sequence[int]) -> None:
    """Give a shelf the order of `title_ids`, which must name each of its titles once."""
    entries = {
        entry.title_id: entry
        for entry in SavedTitle.objects.select_for_update().filter(user=member, kind=kind).order_by("pk")
    }
    if len(title_ids) != len(set(title_ids)) or set(title_ids) != set(entries):
        raise DomainError(_("Some fields are not valid."), errors={"order": [_("Every title of the shelf, once.")]})
    for position, title_id in enumerate(title_ids):
        entries[title_id].position = position
    SavedTitle.objects.bulk_update(entries.values(), ["position"], batch_size=500)
