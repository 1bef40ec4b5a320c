"""Keeping the search of reviews in step with what is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from catalog.search.subjects import Progress, Subject, register_subject
from moviesite.common.versions import bump_version
from ratings.models import Review, ReviewDocument
from ratings.search.engines import fold_review

BATCH = 500


def register_reviews() -> None:
    """Let reviews be indexed by name of the subject."""
    register_subject(
        Subject(
            "reviews",
            count=Review.objects.count,
            index=lambda review_ids: index_reviews(review_ids=review_ids),
            rebuild=lambda progress: rebuild_review_index(progress=progress),
        )
    )


def index_reviews(*, review_ids: Iterable[int]) -> int:
    """Write the search documents of some reviews; returns how many exist. Those that are gone took theirs along."""
    wanted = sorted(set(review_ids))
    count = sum(_index(wanted[start : start + BATCH]) for start in range(0, len(wanted), BATCH))
    if wanted:
        bump_version("review-search")
    return count


def rebuild_review_index(*, progress: Progress | None = None) -> int:
    """Write all documents anew, one batch after the other; what is searched meanwhile finds the old or the new."""
    last, count = 0, 0
    while batch := list(Review.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += _index(batch)
        last = batch[-1]
        if progress is not None:
            progress(len(batch))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO ratings_reviewsearch(ratings_reviewsearch) VALUES ('rebuild')")
    bump_version("review-search")
    return count


def _index(review_ids: Sequence[int]) -> int:
    rows = [
        ReviewDocument(review_id=pk, words=fold_review(text))
        for pk, text in Review.objects.filter(pk__in=review_ids).order_by("pk").values_list("pk", "text")
    ]
    target = ["review"] if connection.features.supports_update_conflicts_with_target else None
    ReviewDocument.objects.bulk_create(rows, update_conflicts=True, update_fields=["words"], unique_fields=target)
    return len(rows)
