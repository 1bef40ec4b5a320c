"""Stars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.owndata.registry import Row, Tally
from accounts.owndata.tables import batches, moment, plain
from catalog.owndata.titles import TitleSection, with_titles
from catalog.services.stats import count_rating, lock_many, save_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from ratings.models import AnonymousRating, Rating
from ratings.services.bulk import Change, write_ratings
from ratings.services.rating import clean_value

SOURCE = "marquee"


class RatingSection(TitleSection):
    """One row per title."""

    name = "ratings"
    models = ("ratings.Rating",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Rating.objects.filter(user=user).order_by("created_at", "title_id")

    def export(self, user: User) -> Iterator[Row]:
        """In the order in which they were first given."""
        values = self.rows(user).values_list("title_id", "value", "created_at", "updated_at")
        yield from with_titles(
            (pk, {"rating": value, "created_at": plain(made), "updated_at": plain(changed)})
            for pk, value, made, changed in values.iterator(chunk_size=2000)
        )

    def parse(self, row: Row) -> tuple[float, datetime, datetime]:
        """Stars, and when they were first and last given."""
        made, changed = moment(row["created_at"]), moment(row["updated_at"])
        return clean_value(row["rating"]), made, max(made, changed)

    @atomic_with_retry
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """What the member has rated here stays."""
        wanted = dict(found)
        there = set(Rating.objects.filter(user=user, title_id__in=wanted).values_list("title_id", flat=True))
        fresh = {pk: values for pk, values in wanted.items() if pk not in there}
        changes = {pk: Change(value, made) for pk, (value, made, _) in fresh.items()}
        written = write_ratings(member=user, changes=changes, source=SOURCE)
        for pk, row in written.items():
            row.updated_at = fresh[pk][2]
        Rating.objects.bulk_update(written.values(), ["updated_at"], batch_size=200)
        tally.restored += len(written)
        tally.already += len(found) - len(written)

    def erase(self, user: User) -> None:
        """The stars stay with their titles as nobody's, each with its day alone, in no order that ties them together.

        The sums hold still meanwhile: whoever rates one of these titles waits.
        """
        rows = self.rows(user).order_by("title_id").values_list("title_id", "value", "created_at")
        for batch in batches(rows):
            lock_many(title_id for title_id, _, _ in batch)
            AnonymousRating.objects.bulk_create(
                AnonymousRating(title_id=title_id, value=value, given_on=at.astimezone(UTC).date())
                for title_id, value, at in batch
            )
        Rating.objects.filter(user=user).delete()
        member_id = user.pk
        transaction.on_commit(lambda: bump_version(f"ratings:{member_id}"))

    def merge(self, source: User, target: User) -> None:
        """Where both rated a title the newer stars hold, and the older ones leave its sums."""
        ours = {row.title_id: row for row in Rating.objects.filter(user=target)}
        twice = [row for row in Rating.objects.filter(user=source) if row.title_id in ours]
        sums = lock_many(row.title_id for row in twice)
        for row in twice:
            kept = ours[row.title_id]
            newer, older = (row, kept) if row.updated_at > kept.updated_at else (kept, row)
            count_rating(sums[row.title_id], old=older.value, new=None, at=timezone.now())
            kept.value, kept.updated_at = newer.value, newer.updated_at
            kept.created_at = min(row.created_at, kept.created_at)
        save_many(sums.values())
        Rating.objects.filter(pk__in=[row.pk for row in twice]).delete()
        changed = [ours[row.title_id] for row in twice]
        Rating.objects.bulk_update(changed, ["value", "updated_at", "created_at"], batch_size=200)
        Rating.objects.filter(user=source).update(user=target)
        for subject in (f"ratings:{source.pk}", f"ratings:{target.pk}", "catalog"):
            transaction.on_commit(partial(bump_version, subject))
