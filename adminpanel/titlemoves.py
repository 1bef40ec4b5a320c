"""What curators did with two titles that become one."""

from __future__ import annotations

from adminpanel.models import FeaturedSlot
from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, exempt_from_merging, register_mover, unite


class FeaturedMover(TitleMover):
    """What was featured goes on being featured."""

    models = ("adminpanel.FeaturedSlot",)

    def move(self, pair: Pair, journal: Journal) -> None:
        """Each slot is a decision of its own; none replaces another."""
        unite(journal, pair, FeaturedSlot, by=("id",))


def register_movers() -> None:
    """Make them known, and say why the rest stay."""
    register_mover(FeaturedMover())
    exempt_from_merging({"adminpanel.CurationStep": "the log of what was decided about that very title"})
