"""Reads about the lists that members make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Follow, User
from accounts.selectors import seen_by
from accounts.selectors.people import unblocked
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.enums import ListMemberState, ListVisibility, SavedKind
from ratings.exceptions import ListNotFoundError
from ratings.models import DiaryEntry, ListEntry, ListMember, Rating, SavedTitle, TitleList
from ratings.selectors.reviews import unhidden

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


def public_lists(viewer_id: int | None = None) -> QuerySet[TitleList]:
    """Public lists of members whom `viewer_id` may see, latest first."""
    shown = seen_by(viewer_id, "owner") & unhidden(viewer_id, "owner")
    return _ordered(TitleList.objects.filter(shown, visibility=ListVisibility.PUBLIC))


def lists_of(owner: User, *, viewer_id: int | None) -> QuerySet[TitleList]:
    """A member's lists, latest first: all for the owner, for others those that they may come across."""
    found = _ordered(TitleList.objects.filter(owner=owner))
    return found if owner.pk == viewer_id else found.filter(_open_to(viewer_id), hidden_at=None)


def find_list(owner: User, slug: str, *, viewer_id: int | None) -> TitleList:
    """One list by its slug; ListNotFoundError also if the viewer may not see it."""
    return required(lists_of(owner, viewer_id=viewer_id).filter(slug=slug))


def find_shared_list(key: str, *, viewer_id: int | None = None) -> TitleList:
    """An unlisted list by its link, whoever has it; ListNotFoundError once it is listed or private or has another.

    Nor is it there for a viewer whom its owner blocked, or who blocked its owner.
    """
    found = _ordered(TitleList.objects.filter(unblocked(viewer_id, "owner"), share_key=key, owner__is_active=True))
    return required(found.filter(unhidden(viewer_id, "owner"), visibility=ListVisibility.UNLISTED))


def find_editable_list(owner: User, slug: str, *, member_id: int) -> TitleList:
    """A list that a member owns or works on; ListNotFoundError otherwise."""
    theirs = Q(owner_id=member_id) | Q(pk__in=_worked_on(member_id), hidden_at=None, owner__is_active=True)
    return required(_ordered(TitleList.objects.filter(theirs, unblocked(member_id, "owner"), owner=owner, slug=slug)))


def visible_lists(viewer_id: int | None) -> QuerySet[TitleList]:
    """Every list that somebody may see by its number, latest first; private profiles keep theirs to themselves."""
    mine = Q(owner_id=viewer_id) if viewer_id else Q(pk=None)
    open_profile = seen_by(viewer_id, "owner") | Q(pk__in=_asked_to(viewer_id))
    found = TitleList.objects.filter(mine | (open_profile & _open_to(viewer_id)), owner__is_active=True)
    return _ordered(found.filter(unblocked(viewer_id, "owner"), unhidden(viewer_id, "owner")))


def editable_lists(member_id: int) -> QuerySet[TitleList]:
    """Lists that a member owns or works on, latest first."""
    worked_on = Q(pk__in=_worked_on(member_id), hidden_at=None, owner__is_active=True)
    return _ordered(TitleList.objects.filter(Q(owner_id=member_id) | worked_on))


def invitations_of(member_id: int) -> QuerySet[ListMember]:
    """Lists that a member was asked to work on and has not answered, latest first."""
    asked = ListMember.objects.filter(user_id=member_id, state=ListMemberState.INVITED, list__owner__is_active=True)
    asked = asked.filter(unblocked(member_id, "list__owner"), list__hidden_at=None)
    return asked.select_related("list__owner__profile").order_by("-id")


def members_of(title_list: TitleList, *, viewer_id: int | None = None) -> QuerySet[ListMember]:
    """Who works on a list or was asked to, in the order in which they were, without whom the viewer may not meet."""
    return (
        ListMember.objects.filter(unblocked(viewer_id), list=title_list).select_related("user__profile").order_by("id")
    )


def _ordered(lists: QuerySet[TitleList]) -> QuerySet[TitleList]:
    return lists.select_related("owner__profile").order_by("-updated_at", "-id")


def required(lists: QuerySet[TitleList]) -> TitleList:
    """The first of them; ListNotFoundError when there is none."""
    found = lists.first()
    if found is None:
        raise ListNotFoundError
    return found


def _open_to(viewer_id: int | None) -> Q:
    """What somebody who is not the owner comes across: the public, what they follow and what they were asked to."""
    public = Q(visibility=ListVisibility.PUBLIC)
    if viewer_id is None:
        return public
    followed = Follow.objects.filter(follower_id=viewer_id).values("followed_id")
    followers = Q(visibility=ListVisibility.FOLLOWERS, owner_id__in=followed)
    return public | followers | Q(pk__in=_asked_to(viewer_id))


def _asked_to(viewer_id: int | None) -> QuerySet[ListMember, int]:
    return ListMember.objects.filter(user_id=viewer_id or 0).values_list("list_id", flat=True)


def _worked_on(member_id: int) -> QuerySet[ListMember, int]:
    accepted = ListMember.objects.filter(user_id=member_id, state=ListMemberState.ACCEPTED)
    return accepted.values_list("list_id", flat=True)


def seen_among(member_id: int | None, title_ids: Collection[int]) -> set[int]:
    """Which of some titles a member has rated, logged or marked as seen."""
    if member_id is None or not title_ids:
        return set()
    rated = Rating.objects.filter(user_id=member_id, title_id__in=title_ids).values_list("title_id", flat=True)
    logged = DiaryEntry.objects.filter(user_id=member_id, title_id__in=title_ids).values_list("title_id", flat=True)
    marked = SavedTitle.objects.filter(user_id=member_id, kind=SavedKind.SEEN, title_id__in=title_ids)
    return {*rated, *logged, *marked.values_list("title_id", flat=True)}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a list's titles somebody has seen."""

    seen: int
    total: int

    @property
    def percent(self) -> int:
        """Whole per cent; 100 only for all of them."""
        return 0 if not self.total else int(100 * self.seen / self.total)


def progress_on(title_list: TitleList, *, member_id: int | None) -> Progress | None:
    """How far a member is through a list; None for a visitor or an empty list."""
    if member_id is None:
        return None
    title_ids = list(list_entries(title_list).values_list("title_id", flat=True))
    return Progress(len(seen_among(member_id, title_ids)), len(title_ids)) if title_ids else None


def list_entries(title_list: TitleList) -> QuerySet[ListEntry]:
    """A list's published titles in its order."""
    return ListEntry.objects.filter(list=title_list, title__status=TitleStatus.PUBLISHED).order_by("position", "id")


def list_cards(entries: Sequence[ListEntry]) -> list[tuple[ListEntry, TitleCard]]:
    """Entries with their cards, in the same order."""
    cards = cards_by_id(entry.title_id for entry in entries)
    return [(entry, cards[entry.title_id]) for entry in entries if entry.title_id in cards]


def lists_holding(member_id: int, title_id: int) -> list[tuple[TitleList, bool]]:
    """Each list that a member may change, and whether a title is on it."""
    rows = list(editable_lists(member_id))
    holding = ListEntry.objects.filter(list__in=rows, title_id=title_id).values_list("list_id", flat=True)
    on = set(holding)
    return [(row, row.pk in on) for row in rows]


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
