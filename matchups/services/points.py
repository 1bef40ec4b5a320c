"""Standings as they were at the end of a day, for the plots."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from matchups.models import Lineup, RatingChange, StandingPoint, TitleStanding
from matchups.selectors.votes import split_titles
from moviesite.common.transactions import atomic_with_retry

PART = 500


def note_day(now: datetime, *, since: datetime | None) -> int:
    """Write today's point of every line-up and title that was voted on after `since`, or at all; how many there are.

    A point that the day has already is written anew. `since` before today does not matter: what was voted on earlier
    today gets its point again too, so that all points of a day come from its last refit.
    """
    day = now.astimezone(UTC).date()
    lineups, titles = _voted_on(since and min(since, datetime.combine(day, time.min, UTC)))
    for model_ids, field in ((lineups, "lineup_id"), (titles, "title_id")):
        ids = sorted(model_ids)
        for start in range(0, len(ids), PART):
            _write(day, field, ids[start : start + PART])
    return len(lineups) + len(titles)


def _voted_on(since: datetime | None) -> tuple[set[int], set[int]]:
    """Line-ups and titles whose ratings the ledger has moved since then."""
    rows = RatingChange.objects.all() if since is None else RatingChange.objects.filter(made_at__gte=since)
    pairs = set(rows.order_by().values_list("lineup_a_id", "lineup_b_id").distinct())
    lineups = {pk for pair in pairs for pk in pair}
    fours = _fours(lineups)
    titles = {pk for a, b in pairs for side in split_titles(fours[a], fours[b]) for pk in side}
    return lineups, titles


def _fours(lineup_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    ids, found = sorted(lineup_ids), {}
    for start in range(0, len(ids), PART):
        rows = Lineup.objects.filter(pk__in=ids[start : start + PART]).only("key").order_by("pk")
        found.update({row.pk: row.title_ids for row in rows})
    return found


@atomic_with_retry
def _write(day: date, field: str, ids: Collection[int]) -> None:
    standings = Lineup.objects.all() if field == "lineup_id" else TitleStanding.objects.all()
    rows = standings.filter(pk__in=ids).order_by("pk").values_list("pk", "rating", "strength", "low", "high", "votes")
    StandingPoint.objects.filter(day=day, **{f"{field}__in": ids}).delete()
    StandingPoint.objects.bulk_create(
        StandingPoint(
            day=day, rating=rating, strength=strength, low=low, high=high, votes=votes, **{field: pk}
        )
        for pk, rating, strength, low, high, votes in rows
    )  # fmt: skip
