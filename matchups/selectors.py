"""Reads about top fours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from matchups.enums import SetOrigin
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


def shown_sets() -> QuerySet[Top4Set]:
    """Sets that anyone may see, the latest first: complete, and a member's only while it is their current one."""
    open_profile = Q(owner__profile__is_private=False) | Q(owner__profile=None)
    of_member = Q(owner_key__isnull=False, owner__is_active=True) & open_profile
    shown = Q(entries__title__status=TitleStatus.PUBLISHED)
    return (
        Top4Set.objects.filter(of_member | Q(owner=None, origin=SetOrigin.CURATOR))
        .annotate(shown=Count("entries", filter=shown))
        .filter(shown=SIZE)
        .select_related("owner__profile")
        .order_by("-updated_at", "-id")
    )


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
