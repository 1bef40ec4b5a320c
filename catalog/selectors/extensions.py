"""What apps above the catalog know about titles, handed in by them: the catalog imports none of them.

An app registers from its `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

#: From a member's id and title ids to the member's stars by title id.
OwnRatings = Callable[[int, Iterable[int]], dict[int, float]]

#: From a member's id and title ids to the names of the member's shelves, "watchlist" and "favorite", by title id.
OwnShelves = Callable[[int, Iterable[int]], Mapping[int, Collection[str]]]

_own_ratings: list[OwnRatings] = []
_own_shelves: list[OwnShelves] = []


def register_own_ratings(provider: OwnRatings) -> None:
    """Say where members' own ratings come from; the last one registered answers."""
    _own_ratings[:] = [provider]


def own_ratings_of(member_id: int | None, title_ids: Iterable[int]) -> dict[int, float]:
    """A member's own ratings of some titles; {} for a visitor, or where nobody keeps ratings."""
    if member_id is None or not _own_ratings:
        return {}
    return _own_ratings[0](member_id, title_ids)


def register_own_shelves(provider: OwnShelves) -> None:
    """Say where members' watchlists and favourites come from; the last one registered answers."""
    _own_shelves[:] = [provider]


def own_shelves_of(member_id: int | None, title_ids: Iterable[int]) -> Mapping[int, Collection[str]]:
    """Which of a member's shelves hold some titles; {} for a visitor, or where nobody keeps shelves."""
    if member_id is None or not _own_shelves:
        return {}
    return _own_shelves[0](member_id, title_ids)
