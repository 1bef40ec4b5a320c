"""Standings as a refit would leave them, set by hand."""

from __future__ import annotations

from matchups.models import Lineup, TitleStanding, Top4Set
from tests.matchups.world import lineup_id


def stand(top4: Top4Set, low: float, high: float, votes: int = 40) -> Lineup:
    """Give a set's line-up this interval, with its strength in the middle."""
    row = Lineup.objects.get(pk=lineup_id(top4))
    row.low, row.high, row.strength, row.votes = low, high, (low + high) / 2, votes
    row.save()
    return row


def stand_title(title_id: int, low: float, high: float, votes: int = 40) -> TitleStanding:
    """The same for a title."""
    values = {"low": low, "high": high, "strength": (low + high) / 2, "votes": votes}
    return TitleStanding.objects.update_or_create(title_id=title_id, defaults=values)[0]
