"""What activity adds up to: histogram, averages and trend, kept in step with every write and rebuildable from it.

Trend is exponentially decayed activity with forward decay (Cormode, Shkapenyuk, Srivastava and Xu, ICDE 2009). An
action of weight w at time t adds w·2^((t-L)/H) to its title, with a fixed landmark L and a half-life H of seven days.
Seen from any later moment all titles shrink by the same factor, so the order never has to be recomputed; the logarithm
is stored, which keeps the numbers small.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection

from catalog.enums import Activity
from catalog.models import RATING_BINS, Title, TitleStats
from catalog.selectors.titles import require_published

PRIOR_WEIGHT = 10  # the average of a title is pulled to PRIOR_MEAN as if that many members had given it
PRIOR_MEAN = 3.2
HALF_LIFE = timedelta(days=7)
LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)
NO_ACTIVITY = -1e300
WEIGHTS = {Activity.RATING: 1.0, Activity.REVIEW: 2.0, Activity.WATCHLIST: 1.0, Activity.FAVORITE: 1.5}


def bin_of(value: float) -> int:
    """The histogram column of a rating: the nearest half step, 0 to 10; a tie goes up."""
    return min(10, max(0, math.floor(value * 2 + 0.5)))


def hundredths(value: float) -> int:
    """A rating as the integer it is summed as."""
    return round(value * 100)


def bayesian_average(count: int, total: int) -> float:
    """The score that orders "best" lists; `total` in hundredths of a star."""
    return (PRIOR_WEIGHT * PRIOR_MEAN + total / 100) / (PRIOR_WEIGHT + count)


def trend_term(activity: Activity, at: datetime) -> float:
    """The logarithm of what one action adds."""
    return math.log(WEIGHTS[activity]) + math.log(2) * ((at - LANDMARK) / HALF_LIFE)


def log_add(left: float, right: float) -> float:
    """log(exp(left) + exp(right)) without overflow."""
    high, low = max(left, right), min(left, right)
    return high if low <= NO_ACTIVITY else high + math.log1p(math.exp(low - high))


def lock_stats(title_id: int) -> TitleStats:
    """The title's sums, locked until the transaction ends: writers to one title wait for each other here."""
    stats = TitleStats.objects.select_for_update().filter(pk=title_id).first()
    if stats is None:
        TitleStats.objects.bulk_create([TitleStats(title_id=title_id)], ignore_conflicts=True)
        stats = TitleStats.objects.select_for_update().get(pk=title_id)
    return stats


def lock_published(title_id: int) -> TitleStats:
    """The locked sums of a title that visitors may see; TitleNotFoundError, or TitleMergedError, for any other.

    It is looked at once the lock is held: who waited for a merge to end learns that the title is part of another.
    """
    stats = TitleStats.objects.select_for_update().filter(pk=title_id).first()
    if stats is None:
        require_published(title_id)
        stats = lock_stats(title_id)
    require_published(title_id)
    return stats


def apply_rating(stats: TitleStats, *, old: float | None, new: float | None, at: datetime) -> None:
    """Replace one rating by another in locked sums and save them; None stands for no rating."""
    count_rating(stats, old=old, new=new, at=at)
    stats.save()


def count_rating(stats: TitleStats, *, old: float | None, new: float | None, at: datetime) -> None:
    """The same without saving, for many titles at once."""
    for value, step in ((old, -1), (new, 1)):
        if value is not None:
            column = RATING_BINS[bin_of(value)]
            setattr(stats, column, getattr(stats, column) + step)
            stats.rating_count += step
            stats.rating_total += step * hundredths(value)
    _derive(stats)
    if new is not None and old is None:
        stats.trend = log_add(stats.trend, trend_term(Activity.RATING, at))


def _derive(stats: TitleStats) -> None:
    count, total = stats.rating_count, stats.rating_total
    stats.average = round(total / 100 / count, 3) if count else None
    stats.score = bayesian_average(count, total) if count else 0


def record_activity(stats: TitleStats, *, activity: Activity, step: int, at: datetime) -> None:
    """Count a review, watchlist entry or favourite that came (step 1) or went (step -1), in locked sums, and save."""
    column = count_activity(stats, activity=activity, step=step, at=at)
    stats.save(update_fields=[column, "trend"])


def count_activity(stats: TitleStats, *, activity: Activity, step: int, at: datetime) -> str:
    """The same without saving; returns the column that counts it."""
    column = {
        Activity.REVIEW: "review_count",
        Activity.WATCHLIST: "watchlist_count",
        Activity.FAVORITE: "favorite_count",
    }[activity]
    setattr(stats, column, max(0, getattr(stats, column) + step))
    if step > 0:
        stats.trend = log_add(stats.trend, trend_term(activity, at))
    return column


def lock_many(title_ids: Iterable[int]) -> dict[int, TitleStats]:
    """The sums of several titles, locked in one order, so that two such writers cannot wait for each other."""
    wanted = sorted(set(title_ids))
    TitleStats.objects.bulk_create([TitleStats(title_id=pk) for pk in wanted], ignore_conflicts=True)
    return {row.pk: row for row in TitleStats.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}


def save_many(rows: Iterable[TitleStats]) -> None:
    """Save locked sums; every row is there, so this only ever updates, at a tenth of the cost of bulk_update."""
    target = ["title"] if connection.features.supports_update_conflicts_with_target else None
    columns = [field.name for field in TitleStats._meta.fields if not field.primary_key]
    TitleStats.objects.bulk_create(rows, update_conflicts=True, update_fields=columns, unique_fields=target)


def sums_of(title_id: int, ratings: Iterable[tuple[float, datetime]]) -> TitleStats:
    """Unsaved sums computed from all of a title's ratings; the way back when the incremental ones are in doubt."""
    stats = TitleStats(title_id=title_id, trend=NO_ACTIVITY)
    for value, at in ratings:
        column = RATING_BINS[bin_of(value)]
        setattr(stats, column, getattr(stats, column) + 1)
        stats.rating_count += 1
        stats.rating_total += hundredths(value)
        stats.trend = log_add(stats.trend, trend_term(Activity.RATING, at))
    _derive(stats)
    return stats


def ensure_stats() -> int:
    """Give every title without sums a row of zeros; returns how many were missing."""
    missing = list(Title.objects.filter(stats=None).values_list("pk", flat=True))
    TitleStats.objects.bulk_create([TitleStats(title_id=pk) for pk in missing], ignore_conflicts=True, batch_size=500)
    return len(missing)
