"""Sums recomputed from the rows they sum up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from heapq import merge
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count

from catalog.enums import Activity
from catalog.models import RATING_BINS, Title, TitleStats
from catalog.services.search_index import refresh_weights
from catalog.services.stats import NO_ACTIVITY, ensure_stats, log_add, sums_of, trend_term
from moviesite.common.versions import bump_version
from ratings.enums import SavedKind
from ratings.models import AnonymousRating, Rating, Review, SavedTitle
from ratings.services.review_counts import listed_reviews
from ratings.services.shelves import ACTIVITY_OF

BATCH = 500
_FIELDS = [
    *RATING_BINS, "rating_count", "rating_total", "average", "score", "trend",
    "review_count", "watchlist_count", "favorite_count",
]  # fmt: skip


def rebuild_stats(*, progress: Callable[[int], None] | None = None) -> int:
    """Recompute every title's sums from ratings, reviews and shelves; returns how many titles were written.

    Reviews and shelf entries count for the trend at the time they were made, ratings at the time they were first given.
    """
    ensure_stats()
    title_ids = list(Title.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(title_ids), BATCH):
        batch = title_ids[start : start + BATCH]
        rebuild_sums(batch)
        if progress is not None:
            progress(len(batch))
    refresh_weights()
    bump_version("catalog")
    return len(title_ids)


@transaction.atomic
def rebuild_sums(title_ids: list[int]) -> None:
    """Recompute the sums of some hundred titles at most, all of which have a row of them."""
    list(TitleStats.objects.select_for_update().filter(pk__in=title_ids).order_by("pk").values_list("pk"))
    sums = {pk: TitleStats(title_id=pk, trend=NO_ACTIVITY) for pk in title_ids}
    for title_id, group in groupby(_stars(title_ids), key=lambda row: row[0]):
        sums[title_id] = sums_of(title_id, ((value, at) for _, value, at in group))
    for activity, title_id, at in _other_activity(title_ids):
        sums[title_id].trend = log_add(sums[title_id].trend, trend_term(activity, at))
    for column, counts in _counts(title_ids):
        for title_id, count in counts.items():
            setattr(sums[title_id], column, count)
    # Every row is there and locked, so this only ever updates; it costs a tenth of bulk_update's CASE expressions.
    target = ["title"] if connection.features.supports_update_conflicts_with_target else None
    TitleStats.objects.bulk_create(sums.values(), update_conflicts=True, update_fields=_FIELDS, unique_fields=target)


def _stars(title_ids: list[int]) -> Iterator[tuple[int, float, datetime]]:
    """Ratings in the order of their titles, also those whose members have left; of these the day alone is known."""
    rows = Rating.objects.filter(title_id__in=title_ids).order_by("title_id", "id")
    named = rows.values_list("title_id", "value", "created_at").iterator(chunk_size=10_000)
    left = AnonymousRating.objects.filter(title_id__in=title_ids).order_by("title_id", "id")
    nameless = (
        (title_id, value, datetime.combine(day, time(), UTC))
        for title_id, value, day in left.values_list("title_id", "value", "given_on").iterator(chunk_size=10_000)
    )
    return merge(named, nameless, key=lambda row: row[0])


def _other_activity(title_ids: list[int]) -> Iterator[tuple[Activity, int, datetime]]:
    for title_id, at in Review.objects.filter(title_id__in=title_ids, hidden_at=None).values_list(
        "title_id", "created_at"
    ):
        yield Activity.REVIEW, title_id, at
    saved = SavedTitle.objects.filter(title_id__in=title_ids)
    for kind, title_id, at in saved.values_list("kind", "title_id", "created_at"):
        if activity := ACTIVITY_OF.get(SavedKind(kind)):
            yield activity, title_id, at


def _counts(title_ids: list[int]) -> Iterator[tuple[str, Counter[int]]]:
    yield "review_count", listed_reviews(title_ids)
    for kind, column in ((SavedKind.WATCHLIST, "watchlist_count"), (SavedKind.FAVORITE, "favorite_count")):
        saved = SavedTitle.objects.filter(title_id__in=title_ids, kind=kind).order_by()
        rows = saved.values("title_id").annotate(n=Count("id"))
        yield column, Counter({row["title_id"]: row["n"] for row in rows})
