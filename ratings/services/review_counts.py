"""How many reviews of a title a visitor finds, counted from the rows under the lock of the title's sums.

Whether a review is listed hangs on its author, too: nobody sees what the suspended and those with a private profile
wrote. No step up or down could follow that, so the rows are counted again, whatever happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from django.db import connection, transaction
from django.db.models import Count

from accounts.models import User
from accounts.selectors import seen_by
from catalog.models import TitleStats
from catalog.services.stats import lock_many, save_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from ratings.models import Review
from ratings.selectors.reviews import unhidden

CHUNK = 200  # titles that are locked at a time


def listed_reviews(title_ids: Collection[int]) -> Counter[int]:
    """The number of reviews of each title that everybody may read; a title without any is not in it."""
    rows = Review.objects.filter(seen_by(None), unhidden(None), title_id__in=title_ids).order_by()
    return Counter(dict(rows.values_list("title_id").annotate(n=Count("pk"))))


def count_reviews(sums: Mapping[int, TitleStats]) -> None:
    """Count them into locked sums, by title, without saving."""
    listed = listed_reviews(sums.keys())
    for title_id, row in sums.items():
        row.review_count = listed[title_id]


@atomic_with_retry
def recount_reviews(*, title_ids: Collection[int]) -> list[int]:
    """Count those of some hundred titles at most; returns the titles whose number was another."""
    sums = lock_many(title_ids)
    before = {title_id: row.review_count for title_id, row in sums.items()}
    count_reviews(sums)
    wrong = [title_id for title_id, row in sums.items() if row.review_count != before[title_id]]
    save_many(sums[title_id] for title_id in wrong)
    if wrong:
        transaction.on_commit(lambda: _show_anew(wrong))
    return wrong


def _show_anew(title_ids: list[int]) -> None:
    for subject in [*(f"reviews:{title_id}" for title_id in title_ids), "catalog"]:
        bump_version(subject)


def recount_author(*, user_id: int, after: int = 0) -> int | None:
    """Count those of a chunk of the titles that a member reviewed, by id from behind `after`; where the next begins.

    None at the end. It may be done any number of times.
    """
    titles = Review.objects.filter(user_id=user_id, title_id__gt=after).order_by("title_id")
    chunk = list(titles.values_list("title_id", flat=True)[:CHUNK])
    if chunk:
        recount_reviews(title_ids=chunk)
    return chunk[-1] if len(chunk) == CHUNK else None


def lock_author(user_id: int) -> None:
    """Before a review is added: whether its author is seen changes before or after, never beside it.

    A recount that follows such a change would not find a review that is being written.
    """
    weaker = connection.features.has_select_for_no_key_update
    list(User.objects.select_for_update(no_key=weaker).filter(pk=user_id).values_list("pk"))
