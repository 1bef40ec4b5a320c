"""Reads about the lists that members make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.exceptions import ListNotFoundError
from ratings.models import ListEntry, TitleList

SHOWN = 4


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A list at a glance: whose it is, how many titles it holds, its first four."""

    list: TitleList
    count: int
    cards: tuple[TitleCard, ...]

    @property
    def blanks(self) -> range:
        """One for each poster missing from the four."""
        return range(SHOWN - len(self.cards))


def public_lists() -> QuerySet[TitleList]:
    """Lists that anyone may see, latest first."""
    open_profile = Q(owner__profile__is_private=False) | Q(owner__profile=None)
    return (
        TitleList.objects.filter(open_profile, is_public=True, owner__is_active=True)
        .select_related("owner__profile")
        .order_by("-updated_at", "-id")
    )


def lists_of(owner: User, *, viewer_id: int | None) -> QuerySet[TitleList]:
    """A member's lists, latest first; others see the public ones only."""
    found = TitleList.objects.filter(owner=owner).select_related("owner__profile").order_by("-updated_at", "-id")
    return found if owner.pk == viewer_id else found.filter(is_public=True)


def find_list(owner: User, slug: str, *, viewer_id: int | None) -> TitleList:
    """One list by its slug; ListNotFoundError also if the viewer may not see it."""
    found = lists_of(owner, viewer_id=viewer_id).filter(slug=slug).first()
    if found is None:
        raise ListNotFoundError
    return found


def list_entries(title_list: TitleList) -> QuerySet[ListEntry]:
    """A list's published titles in its order."""
    return ListEntry.objects.filter(list=title_list, title__status=TitleStatus.PUBLISHED).order_by("position", "id")


def list_cards(entries: Sequence[ListEntry]) -> list[tuple[ListEntry, TitleCard]]:
    """Entries with their cards, in the same order."""
    cards = cards_by_id(entry.title_id for entry in entries)
    return [(entry, cards[entry.title_id]) for entry in entries if entry.title_id in cards]


def lists_holding(owner_id: int, title_id: int) -> list[tuple[TitleList, bool]]:
    """Each of a member's lists, and whether a title is on it."""
    rows = TitleList.objects.filter(owner_id=owner_id).select_related("owner").order_by("-updated_at", "-id")
    holding = set(
        ListEntry.objects.filter(list__owner_id=owner_id, title_id=title_id).values_list("list_id", flat=True)
    )
    return [(row, row.pk in holding) for row in rows]


def summaries_of(lists: Sequence[TitleList]) -> list[ListSummary]:
    """Summaries of some lists, in their order, by a fixed number of queries."""
    ids = [row.pk for row in lists]
    if not ids:
        return []
    shown = ListEntry.objects.filter(list_id__in=ids, title__status=TitleStatus.PUBLISHED).order_by()
    counts = dict(shown.values_list("list_id").annotate(n=Count("id")))
    place = Window(RowNumber(), partition_by=F("list_id"), order_by=["position", "id"])
    first: dict[int, list[int]] = defaultdict(list)
    rows = shown.annotate(place=place).filter(place__lte=SHOWN).order_by("list_id", "position", "id")
    for list_id, title_id in rows.values_list("list_id", "title_id"):
        first[list_id].append(title_id)
    cards = cards_by_id({title_id for title_ids in first.values() for title_id in title_ids})
    return [
        ListSummary(row, counts.get(row.pk, 0), tuple(cards[pk] for pk in first[row.pk] if pk in cards))
        for row in lists
    ]
