"""Many ratings and shelf entries of one member at once, with their titles' sums, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalog.services.stats import count_activity, count_rating, lock_many, save_many
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.enums import SavedKind
from ratings.models import Rating, SavedTitle
from ratings.services.rating import clean_value
from ratings.services.shelves import ACTIVITY_OF


@dataclass(frozen=True, slots=True)
class Change:
    """A rating to write, `value` in stars or None to take it back, as given at `at`."""

    value: float | None
    at: datetime


def write_ratings(*, member: User, changes: Mapping[int, Change], source: str) -> dict[int, Rating]:
    """Write ratings by title id, whatever is there; returns the written ones. One event tells of them all.

    Call it inside a transaction, with some hundreds of titles at most: their sums stay locked until it ends.
    """
    if not changes:
        return {}
    sums = lock_many(changes)
    there = {row.title_id: row for row in Rating.objects.filter(user=member, title_id__in=list(changes))}
    fresh: list[Rating] = []
    changed: list[Rating] = []
    gone: list[int] = []
    for title_id, change in changes.items():
        row = there.get(title_id)
        new = None if change.value is None else clean_value(change.value)
        count_rating(sums[title_id], old=row.value if row else None, new=new, at=change.at)
        if new is None:
            gone += [row.pk] if row else []
        elif row is None:
            fresh.append(Rating(user=member, title_id=title_id, value=new, created_at=change.at, updated_at=change.at))
        else:
            row.value, row.updated_at = new, change.at
            changed.append(row)
    Rating.objects.bulk_create(fresh)
    Rating.objects.bulk_update(changed, ["value", "updated_at"], batch_size=200)
    Rating.objects.filter(pk__in=gone).delete()
    save_many(sums.values())
    _tell(member, "ratings_imported", list(changes), source)
    return {row.title_id: row for row in (*fresh, *changed)}


def add_saved(*, member: User, kind: SavedKind, titles: Mapping[int, datetime], source: str) -> dict[int, SavedTitle]:
    """Put titles at the end of a shelf, in their order, each with the time it was put there; none may be on it yet."""
    if not titles:
        return {}
    activity = ACTIVITY_OF.get(kind)
    sums = lock_many(titles) if activity else {}
    last = SavedTitle.objects.filter(user=member, kind=kind).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    rows = [
        SavedTitle(user=member, title_id=title_id, kind=kind, position=position)
        for position, title_id in enumerate(titles, start=first)
    ]
    SavedTitle.objects.bulk_create(rows)
    if activity:
        for title_id, at in titles.items():
            count_activity(sums[title_id], activity=activity, step=1, at=at)
        save_many(sums.values())
    _tell(member, "shelf_imported", list(titles), source, shelf=kind.value)
    return {row.title_id: row for row in rows}


def remove_saved(*, member: User, kind: SavedKind, title_ids: Iterable[int], now: datetime) -> int:
    """Take titles off a shelf; returns how many were on it."""
    rows = SavedTitle.objects.filter(user=member, kind=kind, title_id__in=list(title_ids))
    there = list(rows.values_list("title_id", flat=True))
    if there:
        activity = ACTIVITY_OF.get(kind)
        sums = lock_many(there) if activity else {}
        rows.delete()
        if activity:
            for title_id in there:
                count_activity(sums[title_id], activity=activity, step=-1, at=now)
            save_many(sums.values())
        _tell(member, "shelf_imported", there, "", shelf=kind.value)
    return len(there)


def _tell(member: User, event: str, title_ids: list[int], source: str, **more: str) -> None:
    publish(
        event,
        aggregate=f"member:{member.pk}",
        payload={"user_id": member.pk, "movie_ids": title_ids, "source": source, **more},
    )
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    transaction.on_commit(lambda: bump_version("catalog"))
