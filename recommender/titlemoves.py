"""What members sent away of two titles that become one."""

from __future__ import annotations

from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, exempt_from_merging, register_mover, unite
from recommender.models import Dismissal


class DismissalMover(TitleMover):
    """Who sent either away sent both away."""

    models = ("recommender.Dismissal",)

    def move(self, pair: Pair, journal: Journal) -> None:
        """Where both were, the kept title's stays."""
        unite(journal, pair, Dismissal, by=("user_id",), owner="user_id")


def register_movers() -> None:
    """Make them known, and say why the rest stay."""
    register_mover(DismissalMover())
    exempt_from_merging(
        {
            "recommender.TitleAnalysis": "computed from the reviews; both are read again after a merge",
            "recommender.Recommendation": "computed each night; what is not published is not shown",
        }
    )
