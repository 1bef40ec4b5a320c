"""Who moves what when two titles become one.

Each app registers a mover for its tables from `AppConfig.ready()`, so that the catalog need not know them. A test walks
all tables with a key to titles: one that has neither a mover nor a reason why not fails it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Exists, Model, OuterRef

from catalog.services.merging.journal import Journal


@dataclass(frozen=True, slots=True)
class Pair:
    """The title that stays, and the one that becomes part of it."""

    kept_id: int
    gone_id: int


class TitleMover(ABC):
    """Moves rows of some tables, through the journal alone, so that undoing gives back exactly what there was.

    `models` are labels of the tables it answers for. Both titles' sums are locked meanwhile, and rebuilt after.
    """

    models: ClassVar[tuple[str, ...]]
    sweeps: ClassVar[bool] = True  # whether it looks again for what was written while the merge was going on

    @abstractmethod
    def move(self, pair: Pair, journal: Journal) -> None:
        """Give what `gone` has to `kept`; nothing that says something of its own may be lost."""

    def undone(self, pair: Pair) -> None:  # noqa: B027  most have nothing to follow up
        """After the rows are as they were."""


_movers: list[TitleMover] = []
#: Tables with a key to titles that nobody moves, and why.
EXEMPT: dict[str, str] = {}
_sums: list[Callable[[list[int]], None]] = []


def register_mover(mover: TitleMover) -> None:
    """Add a mover; movers run in the order of their registration."""
    if all(type(known) is not type(mover) for known in _movers):
        _movers.append(mover)


def movers() -> tuple[TitleMover, ...]:
    """All of them."""
    return tuple(_movers)


def exempt_from_merging(reasons: dict[str, str]) -> None:
    """Say why tables of an app stay as they are."""
    EXEMPT.update(reasons)


def register_sums(rebuild: Callable[[list[int]], None]) -> None:
    """Say who can compute the sums of titles from the rows that they sum up."""
    _sums[:] = [rebuild]


def rebuild_sums(title_ids: list[int]) -> None:
    """Compute them anew."""
    for rebuild in _sums:
        rebuild(title_ids)


Fold = Callable[[Any, Any], dict[str, Any]]


def unite(
    journal: Journal, pair: Pair, model: type[Model], *, by: Sequence[str], owner: str = "", fold: Fold | None = None
) -> list[Any]:
    """Move rows of a table that allows one per title and `by`; returns the keys of those that moved.

    Where both titles have one, `fold` says what of both the kept title's row holds then, and the other row goes.
    """
    manager: Any = model._base_manager
    kept, gone = manager.filter(title_id=pair.kept_id), manager.filter(title_id=pair.gone_id)
    twins = kept.filter(**{name: OuterRef(name) for name in by})
    for row in list(gone.filter(Exists(twins)).order_by("pk")):
        twin = kept.get(**{name: getattr(row, name) for name in by})
        if fold is not None:
            journal.change(twin, **fold(twin, row))
        journal.remove(row)
    moved: list[Any] = journal.move(gone, "title_id", to=pair.kept_id, owner=owner)
    return moved
