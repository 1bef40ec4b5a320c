"""Reads about top fours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.selectors import seen_by
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from matchups.enums import SetOrigin
from matchups.exceptions import SetNotFoundError
from matchups.models import Top4Entry, Top4Set
from matchups.models.top4 import SIZE


@dataclass(frozen=True, slots=True)
class TopFour:
    """A set and its four cards in order; `owner` is None for a curator's."""

    set: Top4Set
    cards: tuple[TitleCard, ...]

    @property
    def owner(self) -> User | None:
        """Whose it is."""
        return self.set.owner

    @property
    def is_complete(self) -> bool:
        """Whether all four may still be shown; otherwise one was withdrawn, and the set is out of play."""
        return len(self.cards) == SIZE

    @property
    def gaps(self) -> range:
        """As many empty places as are left by titles that were withdrawn."""
        return range(SIZE - len(self.cards))


def shown_sets(viewer_id: int | None = None) -> QuerySet[Top4Set]:
    """Sets that a viewer may see, the latest first: complete, and a member's only while it is their current one."""
    of_member = Q(owner_key__isnull=False) & seen_by(viewer_id, "owner")
    shown = Q(entries__title__status=TitleStatus.PUBLISHED)
    return (
        Top4Set.objects.filter(of_member | Q(owner=None, origin=SetOrigin.CURATOR))
        .annotate(shown=Count("entries", filter=shown))
        .filter(shown=SIZE)
        .select_related("owner__profile")
        .order_by("-updated_at", "-id")
    )


def own_sets(member: User) -> QuerySet[Top4Set]:
    """All sets of a member's own, the latest first."""
    return Top4Set.objects.filter(owner=member).select_related("owner__profile").order_by("-created_at", "-id")


def former_sets(member: User) -> QuerySet[Top4Set]:
    """Those of them that are not current any more."""
    return own_sets(member).filter(owner_key=None)


def find_set(set_id: int, viewer_id: int | None) -> Top4Set:
    """A set that the viewer may see: one that everybody may, or any of their own; SetNotFoundError otherwise."""
    found = shown_sets(viewer_id).filter(pk=set_id).first()
    if found is None and viewer_id is not None:
        found = Top4Set.objects.filter(pk=set_id, owner_id=viewer_id).select_related("owner__profile").first()
    if found is None:
        raise SetNotFoundError
    return found


def current_set(member: User) -> Top4Set | None:
    """A member's own current set."""
    return Top4Set.objects.filter(owner_key=member.pk).select_related("owner__profile").first()


def top_fours(sets: Sequence[Top4Set]) -> list[TopFour]:
    """The sets with their cards, in their order, by three queries whatever their number."""
    entries = Top4Entry.objects.filter(set_id__in=[row.pk for row in sets]).order_by("set_id", "position")
    titles: dict[int, list[int]] = {row.pk: [] for row in sets}
    for set_id, title_id in entries.values_list("set_id", "title_id"):
        titles[set_id].append(title_id)
    cards = cards_by_id({title_id for title_ids in titles.values() for title_id in title_ids})
    return [TopFour(row, tuple(cards[pk] for pk in titles[row.pk] if pk in cards)) for row in sets]


def top_four_of(member: User) -> TopFour | None:
    """A member's current four, with whatever of them visitors may see."""
    row = current_set(member)
    return top_fours([row])[0] if row is not None else None
