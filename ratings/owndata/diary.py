"""When the member saw what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.owndata.registry import ExtraFile, Row, Tally
from accounts.owndata.tables import moment, move_rows, plain
from catalog.owndata.titles import TitleSection, with_titles
from moviesite.common.text import one_line
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from ratings.models import DiaryEntry, Review
from ratings.models.diary import MAX_PLACE, tag_line_of
from ratings.owndata.letterboxd import letterboxd_files
from ratings.services.diary import FIRST_DAY, FURTHEST_EAST, clean_tags
from ratings.services.rating import clean_value


class Viewing(NamedTuple):
    """A viewing of an export; two that agree in all of it are one."""

    watched_on: date
    is_rewatch: bool
    tag_line: str
    place: str
    rating: float | None
    made: datetime


class DiarySection(TitleSection):
    """One row per viewing; `has_review` says that the member's review of the title belongs to it."""

    name = "diary"
    models = ("ratings.DiaryEntry",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return DiaryEntry.objects.filter(user=user).order_by("watched_on", "created_at", "title_id", "pk")

    def export(self, user: User) -> Iterator[Row]:
        """From the first viewing on."""
        columns = ("watched_on", "is_rewatch", "tags", "place", "rating", "created_at", "updated_at")
        values = self.rows(user).values("title_id", "review_id", *columns).iterator(chunk_size=2000)
        yield from with_titles(
            (row["title_id"], {name: plain(row[name]) for name in columns} | {"has_review": bool(row["review_id"])})
            for row in values
        )

    def files(self, user: User) -> Iterator[ExtraFile]:
        """The same for Letterboxd, with ratings, reviews and the watchlist."""
        yield from letterboxd_files(user)

    def parse(self, row: Row) -> tuple[Viewing, list[str], bool, datetime]:
        """As a viewing of now would have to be."""
        day, made = date.fromisoformat(row["watched_on"]), moment(row["created_at"])
        if not FIRST_DAY <= day <= (timezone.now() + FURTHEST_EAST).date():
            raise ValueError(day)
        tags, place = clean_tags(row["tags"]), one_line(row["place"])[:MAX_PLACE]
        rating = None if row["rating"] is None else clean_value(row["rating"])
        viewing = Viewing(day, row["is_rewatch"] is True, tag_line_of(tags), place, rating, made)
        return viewing, tags, row["has_review"] is True, max(made, moment(row["updated_at"]))

    @atomic_with_retry
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """Viewings that are not there in every respect; stars of a viewing change no rating."""
        titles = {title_id for title_id, _ in found}
        own = DiaryEntry.objects.filter(user=user, title_id__in=titles)
        columns = ("title_id", "watched_on", "is_rewatch", "tag_line", "place", "rating", "created_at")
        there = Counter((row[0], Viewing(*row[1:])) for row in own.values_list(*columns))
        reviews = dict(Review.objects.filter(user=user, title_id__in=titles).values_list("title_id", "pk"))
        fresh: list[DiaryEntry] = []
        times: list[tuple[datetime, datetime]] = []
        for title_id, (viewing, tags, has_review, changed) in found:
            if there[title_id, viewing]:
                there[title_id, viewing] -= 1
                continue
            values = viewing._asdict()
            times.append((values.pop("made"), changed))
            review_id = reviews.get(title_id) if has_review else None
            fresh.append(DiaryEntry(user=user, title_id=title_id, tags=tags, review_id=review_id, **values))
        fresh = DiaryEntry.objects.bulk_create(fresh)
        for row, (made, changed) in zip(fresh, times, strict=True):
            row.created_at, row.updated_at = made, changed
        DiaryEntry.objects.bulk_update(fresh, ["created_at", "updated_at"], batch_size=200)
        self._changed(user)
        tally.restored += len(fresh)
        tally.already += len(found) - len(fresh)

    def merge(self, source: User, target: User) -> None:
        """All of both. A line that both imported from one file is one viewing, unless they differ since."""
        columns = ("title_id", "watched_on", "is_rewatch", "tag_line", "place", "rating")
        imported = DiaryEntry.objects.filter(user=target).exclude(source_key=None)
        ours = {key: values for key, *values in imported.values_list("source_key", *columns)}
        theirs = DiaryEntry.objects.filter(user=source, source_key__in=ours)
        for pk, key, *values in theirs.values_list("pk", "source_key", *columns):
            if values != ours[key]:
                DiaryEntry.objects.filter(pk=pk).update(source_key=None)
        move_rows(DiaryEntry, owner="user", source=source, target=target, unique=("source_key",))
        self._changed(target)

    def _changed(self, user: User) -> None:
        member_id = user.pk
        transaction.on_commit(lambda: bump_version(f"ratings:{member_id}"))
