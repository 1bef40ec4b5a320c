"""Watchlist, favourites, and what was seen on no known day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.owndata.registry import Row, Tally
from accounts.owndata.tables import moment, plain
from catalog.owndata.titles import TitleSection, with_titles
from moviesite.common.transactions import atomic_with_retry
from ratings.enums import SavedKind
from ratings.models import SavedTitle
from ratings.owndata.ratings import SOURCE
from ratings.services.bulk import add_saved, remove_saved


class ShelfSection(TitleSection):
    """One row per title and shelf, in the member's order."""

    name = "shelves"
    models = ("ratings.SavedTitle",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return SavedTitle.objects.filter(user=user).order_by("kind", "position", "-pk")

    def export(self, user: User) -> Iterator[Row]:
        """Shelf by shelf."""
        values = self.rows(user).values_list("title_id", "kind", "created_at").iterator(chunk_size=2000)
        yield from with_titles((pk, {"shelf": kind, "created_at": plain(at)}) for pk, kind, at in values)

    def parse(self, row: Row) -> tuple[SavedKind, datetime]:
        """Which shelf, and since when."""
        return SavedKind(row["shelf"]), moment(row["created_at"])

    @atomic_with_retry
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """After what is on the shelves."""
        for kind in SavedKind:
            wanted = {pk: at for pk, (shelf, at) in found if shelf == kind}
            there = SavedTitle.objects.filter(user=user, kind=kind, title_id__in=wanted)
            there_ids = set(there.values_list("title_id", flat=True))
            fresh = {pk: at for pk, at in wanted.items() if pk not in there_ids}
            rows = list(add_saved(member=user, kind=kind, titles=fresh, source=SOURCE).values())
            for row in rows:
                row.created_at = fresh[row.title_id]
            SavedTitle.objects.bulk_update(rows, ["created_at"], batch_size=200)
            tally.restored += len(rows)
            tally.already += len(wanted) - len(rows)

    def erase(self, user: User) -> None:
        """With their titles' sums."""
        for kind in SavedKind:
            titles = list(self.rows(user).filter(kind=kind).values_list("title_id", flat=True))
            remove_saved(member=user, kind=kind, title_ids=titles, now=timezone.now())

    def merge(self, source: User, target: User) -> None:
        """The source's after the target's; what stood on both shelves counts once, since the earlier day."""
        for kind in SavedKind:
            theirs = SavedTitle.objects.filter(user=source, kind=kind)
            since = dict(theirs.values_list("title_id", "created_at"))
            ours = list(SavedTitle.objects.filter(user=target, kind=kind, title_id__in=since))
            for row in ours:
                row.created_at = min(row.created_at, since[row.title_id])
            SavedTitle.objects.bulk_update(ours, ["created_at"], batch_size=200)
            twice = [row.title_id for row in ours]
            remove_saved(member=source, kind=kind, title_ids=twice, now=timezone.now())
            last = SavedTitle.objects.filter(user=target, kind=kind).order_by("-position").first()
            moved = list(theirs.order_by("position", "-pk"))
            for place, row in enumerate(moved, start=last.position + 1 if last else 0):
                row.position = place
            SavedTitle.objects.bulk_update(moved, ["position"], batch_size=200)
            theirs.update(user=target)
