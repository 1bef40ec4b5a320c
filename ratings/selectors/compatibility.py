"""How alike the tastes of two members are, with the titles behind it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.compatibility import NEEDED, Compatibility, compare
from ratings.models import Rating


@dataclass(frozen=True, slots=True)
class Parting:
    """A title that two members rank differently, with what each gave it in stars."""

    card: TitleCard
    yours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class SharedTaste:
    """The comparison with its cards; `binds` and `parts` are empty where there is not enough in common."""

    figures: Compatibility
    binds: tuple[TitleCard, ...]
    parts: tuple[Parting, ...]

    @property
    def enough(self) -> bool:
        """Whether there is enough in common to say anything."""
        return self.figures.percent is not None

    @property
    def needed(self) -> int:
        """Shared titles from which on something is said."""
        return NEEDED


def shared_taste(*, viewer: User, member: User) -> SharedTaste:
    """Compare two members by their ratings of published titles, whatever their number by three queries."""
    rows = Rating.objects.filter(user__in=(viewer, member), title__status=TitleStatus.PUBLISHED).order_by()
    given: dict[int, dict[int, float]] = {viewer.pk: {}, member.pk: {}}
    for user_id, title_id, value in rows.values_list("user_id", "title_id", "value"):
        given[user_id][title_id] = value
    mine, theirs = given[viewer.pk], given[member.pk]
    figures = compare(mine, theirs)
    cards = cards_by_id({*figures.binds, *figures.parts})
    return SharedTaste(
        figures=figures,
        binds=tuple(cards[pk] for pk in figures.binds if pk in cards),
        parts=tuple(Parting(cards[pk], mine[pk], theirs[pk]) for pk in figures.parts if pk in cards),
    )
