"""Reads about how sets and titles stand, in so many queries whatever their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from catalog.search.filters import TitleFilters
from catalog.selectors.cards import TitleCard, cards_by_id
from matchups.models import Lineup, TitleStanding, Top4Entry, Top4Set
from matchups.models.standing import Standing
from matchups.selectors.board_filters import BoardState, set_board, title_board
from matchups.selectors.top4 import shown_sets


@dataclass(frozen=True, slots=True)
class Face:
    """Four titles with the newest set of them that the viewer may see, in its order; without one, nobody's."""

    set: Top4Set | None
    cards: tuple[TitleCard, ...]

    @property
    def owner(self) -> User | None:
        """Whose the set is; None for a curator's."""
        return self.set.owner if self.set is not None else None

    @property
    def url(self) -> str:
        """The set's page, "" without a set."""
        return self.set.get_absolute_url() if self.set is not None else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on a board. `is_shared` where another entry beside it has the same rank; one of `face` and `card`."""

    rank: int
    standing: Standing
    is_shared: bool = False
    face: Face | None = None
    card: TitleCard | None = None


def board_of(state: BoardState) -> QuerySet[Any]:
    """The rows of a board in its order."""
    return set_board(state.wishes) if state.is_of_sets else title_board(state.wishes)


def entries_of(state: BoardState, rows: Sequence[Any], viewer_id: int | None) -> list[Entry]:
    """Rows of a board as its entries: ranks in one query, what stands there in a few."""
    ranks = ranks_in(board_of(state), rows)
    shared = Counter(ranks.values())
    faces = faces_of(rows, viewer_id) if state.is_of_sets else {}
    cards = {} if state.is_of_sets else cards_by_id([row.pk for row in rows])
    return [
        Entry(ranks[row.pk], row, shared[ranks[row.pk]] > 1, faces.get(row.pk), cards.get(row.pk))
        for row in rows
        if row.pk in faces or row.pk in cards
    ]


def ranks_in(board: QuerySet[Any], rows: Sequence[Standing]) -> dict[int, int]:
    """The rank of each row by id: one more than the board's entries whose lower bound is above its upper bound.

    One query, which reads the board's index no further than the least upper bound of the rows.
    """
    if not rows:
        return {}
    least = min(row.high for row in rows)
    counts = {f"above_{row.pk}": Count("pk", filter=Q(low__gt=row.high)) for row in rows}
    found = board.order_by().filter(low__gt=least).aggregate(**counts)
    return {row.pk: 1 + found[f"above_{row.pk}"] for row in rows}


def faces_of(lineups: Sequence[Lineup], viewer_id: int | None) -> dict[int, Face]:
    """Faces by line-up, in five queries."""
    of_lineup = shown_sets(viewer_id).filter(lineup_id=OuterRef("pk")).order_by("-pk").values("pk")
    wanted = Lineup.objects.filter(pk__in=[row.pk for row in lineups]).order_by()
    newest = dict(wanted.annotate(newest=Subquery(of_lineup[:1])).values_list("pk", "newest"))
    found = Top4Set.objects.filter(pk__in=[pk for pk in newest.values() if pk is not None])
    sets = {row.lineup_id: row for row in found.select_related("owner__profile").order_by()}
    fours = _titles_of(sets)
    titles = {row.pk: fours.get(row.pk, row.title_ids) for row in lineups}
    cards = cards_by_id({pk for four in titles.values() for pk in four})
    return {
        pk: Face(sets.get(pk), tuple(cards[title] for title in four if title in cards)) for pk, four in titles.items()
    }


def _titles_of(sets: Mapping[int | None, Top4Set]) -> dict[int, tuple[int, ...]]:
    """Title ids in their owners' order, by line-up."""
    lineups = {row.pk: row.lineup_id for row in sets.values()}
    entries = Top4Entry.objects.filter(set_id__in=lineups).order_by("set_id", "position")
    fours: dict[int, tuple[int, ...]] = {}
    for set_id, title_id in entries.values_list("set_id", "title_id"):
        lineup_id = lineups[set_id]
        if lineup_id is not None:
            fours[lineup_id] = (*fours.get(lineup_id, ()), title_id)
    return fours


def title_standings(title_ids: Sequence[int]) -> dict[int, Entry]:
    """Standings of titles that were voted on, with their ranks among all, by title; two queries."""
    rows = list(TitleStanding.objects.filter(pk__in=title_ids, votes__gt=0).order_by())
    ranks = ranks_in(title_board(TitleFilters(adult=True)), rows)
    return {row.pk: Entry(ranks[row.pk], row) for row in rows}
