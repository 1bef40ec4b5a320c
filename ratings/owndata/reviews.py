"""What the member wrote about titles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.owndata.registry import Row, Tally
from accounts.owndata.tables import batches, moment, plain
from catalog.enums import Activity
from catalog.owndata.titles import TitleSection, with_titles
from catalog.services.stats import count_activity, lock_many, save_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish
from ratings.models import DiaryEntry, Review, ReviewLike
from ratings.services.review_counts import count_reviews, lock_author, recount_reviews
from ratings.services.review_index import index_reviews
from ratings.services.reviews import clean_text


class Written(NamedTuple):
    """A review of an export."""

    text: str
    contains_spoilers: bool
    language: str
    made: datetime
    changed: datetime


class ReviewSection(TitleSection):
    """One per title, by every word."""

    name = "reviews"
    models = ("ratings.Review",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Review.objects.filter(user=user).order_by("created_at", "title_id")

    def export(self, user: User) -> Iterator[Row]:
        """Without the likes, which are others'."""
        columns = ("text", "contains_spoilers", "language", "created_at", "updated_at")
        values = self.rows(user).values("title_id", *columns).iterator(chunk_size=500)
        yield from with_titles(
            (row["title_id"], {name: plain(row[name]) for name in columns}) for row in values
        )  # fmt: skip

    def parse(self, row: Row) -> Written:
        """As a review of now would have to be."""
        made, changed = moment(row["created_at"]), moment(row["updated_at"])
        language = row["language"]
        if len(language) > 8 or (not language.replace("-", "").isalnum() and language):
            raise ValueError(language)
        return Written(clean_text(row["text"]), row["contains_spoilers"] is True, language, made, max(made, changed))

    @atomic_with_retry
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """Titles that the member has reviewed here keep that review. Followers are not told of old ones."""
        wanted: dict[int, Written] = dict(found)
        lock_author(user.pk)
        sums = lock_many(wanted)
        there = set(Review.objects.filter(user=user, title_id__in=wanted).values_list("title_id", flat=True))
        fresh = {pk: review for pk, review in wanted.items() if pk not in there}
        rows = [
            Review(
                user=user, title_id=pk, text=one.text, contains_spoilers=one.contains_spoilers, language=one.language
            )
            for pk, one in fresh.items()
        ]
        rows = Review.objects.bulk_create(rows)
        for row in rows:
            row.created_at, row.updated_at = fresh[row.title_id].made, fresh[row.title_id].changed
            count_activity(sums[row.title_id], activity=Activity.REVIEW, step=1, at=row.created_at)
        Review.objects.bulk_update(rows, ["created_at", "updated_at"], batch_size=200)
        count_reviews(sums)
        save_many(sums[pk] for pk in fresh)
        index_reviews(review_ids=[row.pk for row in rows])
        if rows:
            # One event for all: followers hear of each new review, and these are old.
            publish(
                "reviews_restored",
                aggregate=f"member:{user.pk}",
                payload={"user_id": user.pk, "review_ids": [row.pk for row in rows]},
            )
        changed(fresh)
        tally.restored += len(rows)
        tally.already += len(found) - len(rows)

    def erase(self, user: User) -> None:
        """With their titles' sums."""
        for batch in batches(list(self.rows(user).values_list("title_id", flat=True))):
            sums = lock_many(batch)
            Review.objects.filter(user=user, title_id__in=batch).delete()
            count_reviews(sums)
            save_many(sums.values())
            changed(batch)

    def merge(self, source: User, target: User) -> None:
        """Of two reviews of a title the newer goes first and the older follows below it; likes are united."""
        ours = {row.title_id: row for row in Review.objects.filter(user=target)}
        twice = [row for row in Review.objects.filter(user=source) if row.title_id in ours]
        for row in twice:
            kept = ours[row.title_id]
            newer, older = (row, kept) if row.updated_at > kept.updated_at else (kept, row)
            text = newer.text if older.text in newer.text else f"{newer.text}\n\n{older.text}"
            spoils = row.contains_spoilers or kept.contains_spoilers
            Review.objects.filter(pk=kept.pk).update(
                text=text,
                contains_spoilers=spoils,
                language=newer.language,
                hidden_at=row.hidden_at or kept.hidden_at,
                spoilers_fixed=row.spoilers_fixed or kept.spoilers_fixed,
                created_at=min(row.created_at, kept.created_at),
                updated_at=newer.updated_at,
            )
            DiaryEntry.objects.filter(review=row).update(review=kept)
            known = ReviewLike.objects.filter(review=kept).values_list("user_id", flat=True)
            ReviewLike.objects.filter(review=row, user_id__in=list(known)).delete()
            ReviewLike.objects.filter(review=row).update(review=kept)
        Review.objects.filter(pk__in=[row.pk for row in twice]).delete()
        index_reviews(review_ids=[ours[row.title_id].pk for row in twice])
        Review.objects.filter(user=source).update(user=target)
        title_ids = list(self.rows(target).values_list("title_id", flat=True))
        for batch in batches(title_ids):
            recount_reviews(title_ids=batch)
        changed(title_ids)


def changed(title_ids: Any) -> None:
    """Have pages of these titles made anew."""
    subjects = [f"reviews:{pk}" for pk in title_ids]

    def bump() -> None:
        for subject in [*subjects, "catalog"]:
            bump_version(subject)

    transaction.on_commit(bump)


def count_likes(review_ids: list[int]) -> None:
    """Bring the number of likes of some reviews in step with the likes there are."""
    for batch in batches(review_ids):
        rows = list(Review.objects.filter(pk__in=batch).annotate(there=Count("likes")))
        for row in rows:
            row.like_count = row.there
        Review.objects.bulk_update(rows, ["like_count"], batch_size=200)
        changed([row.title_id for row in rows])
