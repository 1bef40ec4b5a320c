"""How top fours are read in feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.extensions import News, register_activity_kind
from accounts.models import Activity
from matchups.enums import TOP_FOUR
from matchups.selectors.top4 import shown_sets, top_fours


def register_activities() -> None:
    """Called once, when the app is ready."""
    register_activity_kind(TOP_FOUR, loader=_chosen, template="matchups/activity/top4.html")


def _chosen(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    """Sets that are still their owners' current ones."""
    sets = list(shown_sets(viewer_id).filter(pk__in={row.subject_id for row in rows}))
    found = {four.set.pk: four for four in top_fours(sets)}
    return {
        row.pk: News(
            context={"cards": found[row.subject_id].cards},
            data={"detail": {"movies": [card.as_dict() for card in found[row.subject_id].cards]}},
        )
        for row in rows
        if row.subject_id in found
    }
