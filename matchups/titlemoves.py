"""Top fours with a title that becomes part of another."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, exempt_from_merging, register_mover
from matchups.models import Lineup, TitleStanding, Top4Entry, Top4Set
from matchups.services.lineups import attach_lineups, key_of, refresh_open


class TopFourMover(TitleMover):
    """Sets take the kept title in the same place, and the line-up of their four titles of now.

    What was voted on stays what it was: votes keep the line-ups they were cast on, which nobody is shown any more. A
    set with both titles has three left and is out of play until its owner chooses a fourth.
    """

    models = ("matchups.Top4Entry", "matchups.Top4Set")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Watched as a whole: line-ups and standings are made on the way."""
        sets = list(Top4Set.objects.filter(entries__title_id=pair.gone_id).distinct().order_by("pk"))
        if not sets:
            return
        set_ids = [top4.pk for top4 in sets]
        fours = _fours(pair, set_ids)
        with journal.watching(lambda: _rows(set_ids, fours)):
            both = Top4Entry.objects.filter(set_id__in=set_ids, title_id=pair.kept_id).values_list("set_id", flat=True)
            Top4Entry.objects.filter(title_id=pair.gone_id, set_id__in=list(both)).delete()
            Top4Entry.objects.filter(title_id=pair.gone_id).update(title_id=pair.kept_id)
            attach_lineups(sets)

    def undone(self, pair: Pair) -> None:
        """Which line-ups may be shown follows from the sets."""
        sets = Top4Set.objects.filter(entries__title_id__in=(pair.kept_id, pair.gone_id), lineup__isnull=False)
        refresh_open(list(sets.values_list("lineup_id", flat=True).distinct()))


def _fours(pair: Pair, set_ids: list[int]) -> list[frozenset[int]]:
    """What each set is made of before, and will be after."""
    titles: dict[int, set[int]] = {}
    for set_id, title_id in Top4Entry.objects.filter(set_id__in=set_ids).values_list("set_id", "title_id"):
        titles.setdefault(set_id, set()).add(title_id)
    return [
        frozenset(four - {pair.gone_id} | {new}) for four in titles.values() for new in (pair.gone_id, pair.kept_id)
    ]


def _rows(set_ids: list[int], fours: list[frozenset[int]]) -> list[QuerySet[Any]]:
    """The sets with all that hangs on them; standings and line-ups before the sets that lead to them."""
    return [
        TitleStanding.objects.filter(pk__in=frozenset().union(*fours)),
        Lineup.objects.filter(key__in=[key_of(four) for four in fours]),
        Top4Set.objects.filter(pk__in=set_ids),
        Top4Entry.objects.filter(set_id__in=set_ids),
    ]


def register_movers() -> None:
    """Make them known, and say why the rest stay."""
    register_mover(TopFourMover())
    exempt_from_merging(
        {
            "matchups.TitleStanding": "the ledger adds up to it; the nightly fit counts its votes for the kept title",
            "matchups.StandingPoint": "the past of a standing, which stays what it was",
        }
    )
