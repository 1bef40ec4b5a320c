"""What members sent away, and what they were shown, of two titles that become one."""

from __future__ import annotations

from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, exempt_from_merging, register_mover, unite
from recommender.models import Dismissal, Impression, Outcome
from recommender.owndata import both_shown


class DismissalMover(TitleMover):
    """Who sent either away sent both away."""

    models = ("recommender.Dismissal",)

    def move(self, pair: Pair, journal: Journal) -> None:
        """Where both were, the kept title's stays."""
        unite(journal, pair, Dismissal, by=("user_id",), owner="user_id")


class ShownMover(TitleMover):
    """Who was shown either was shown the one; what they did with both they did with it once."""

    models = ("recommender.Impression", "recommender.Outcome")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Counted together; of two outcomes of a kind the kept title's stays."""
        unite(journal, pair, Impression, by=("user_id",), fold=both_shown)
        unite(journal, pair, Outcome, by=("exposure_id", "kind"))


def register_movers() -> None:
    """Make them known, and say why the rest stay."""
    register_mover(DismissalMover())
    register_mover(ShownMover())
    exempt_from_merging(
        {
            "recommender.TitleAnalysis": "computed from the reviews; both are read again after a merge",
            "recommender.Recommendation": "computed each night; what is not published is not shown",
        }
    )
