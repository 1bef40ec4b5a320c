"""Choosing a top four."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.activity import forget_activity, record_activity
from catalog.models import Title
from catalog.services.stats import lock_many
from matchups.enums import TOP_FOUR, SetOrigin
from matchups.exceptions import SetFormerError, SetNotFoundError, TopFourInvalidError
from matchups.models import Top4Entry, Top4Set
from matchups.models.top4 import SIZE
from matchups.services.lineups import attach_lineups, refresh_open
from moviesite.common.transactions import atomic_with_retry


@dataclass(frozen=True, slots=True)
class Choice:
    """A member's current set, and whether this choice made it."""

    set: Top4Set
    is_new: bool


def set_top4(
    *, member: User, title_ids: Sequence[int], origin: SetOrigin = SetOrigin.MEMBER, source_url: str = ""
) -> Top4Set:
    """`choose_top4` for whoever need not know whether anything changed."""
    return choose_top4(member=member, title_ids=title_ids, origin=origin, source_url=source_url).set


@atomic_with_retry
def choose_top4(
    *,
    member: User,
    title_ids: Sequence[int],
    origin: SetOrigin = SetOrigin.MEMBER,
    source_url: str = "",
    fetched_at: datetime | None = None,
) -> Choice:
    """Make four titles, in this order, the member's current set.

    A set never changes once it is made, so that what was said about it stays true: other titles or another order make a
    new one, and the one before is kept without being current. The same four again change nothing.
    `fetched_at` is when an imported one was read, without it now.
    TopFourInvalidError on `titles` unless they are four different published ones.
    """
    _check(title_ids)
    lock_many(title_ids)
    _check(title_ids)  # one may have become part of another title meanwhile
    User.objects.select_for_update().get(pk=member.pk)  # simultaneous choices of one member take turns
    before = Top4Set.objects.filter(owner_key=member.pk).first()
    if before is not None:
        if list(before.entries.order_by("position").values_list("title_id", flat=True)) == list(title_ids):
            return Choice(before, is_new=False)
        _retire(before)
    made = Top4Set.objects.create(
        owner=member,
        owner_key=member.pk,
        origin=origin,
        source_url=source_url,
        fetched_at=(fetched_at or timezone.now()) if origin == SetOrigin.IMPORT else None,
    )
    Top4Entry.objects.bulk_create(
        Top4Entry(set=made, title_id=title_id, position=position)
        for position, title_id in enumerate(title_ids, start=1)
    )
    attach_lineups([made])
    record_activity(kind=TOP_FOUR, actor_id=member.pk, subject_id=made.pk)
    return Choice(made, is_new=True)


def choose_again(*, member: User, set_id: int) -> Top4Set:
    """Make the four of a former set of the member's own current again; SetNotFoundError for anybody else's."""
    former = Top4Set.objects.filter(owner=member, pk=set_id).first()
    if former is None:
        raise SetNotFoundError
    entries = former.entries.order_by("position")
    return set_top4(member=member, title_ids=list(entries.values_list("title_id", flat=True)))


def _check(title_ids: Sequence[int]) -> None:
    if len(title_ids) != SIZE:
        raise TopFourInvalidError(errors={"titles": [_("Choose %(size)s titles.") % {"size": SIZE}]})
    if len(set(title_ids)) != SIZE:
        raise TopFourInvalidError(
            errors={"titles": [_("%(size)s different ones: one is there twice.") % {"size": SIZE}]}
        )
    if Title.objects.published().filter(pk__in=title_ids).count() != SIZE:
        raise TopFourInvalidError(errors={"titles": [_("One of them is not in the catalog.")]})


def _retire(top4: Top4Set) -> None:
    """Keep a set without its being its owner's current one."""
    forget_activity(kind=TOP_FOUR, subject_ids=[top4.pk])
    top4.owner_key = None
    top4.save(update_fields=["owner_key", "updated_at"])
    if top4.lineup_id is not None:
        refresh_open([top4.lineup_id])


@atomic_with_retry
def clear_top4(*, member: User) -> bool:
    """Have no top four; returns whether there was one."""
    before = Top4Set.objects.select_for_update().filter(owner_key=member.pk).first()
    if before is None:
        return False
    _retire(before)
    return True


@atomic_with_retry
def take_down(*, member: User, set_id: int) -> None:
    """Take one's current set down; SetFormerError for a former one, SetNotFoundError for anybody else's."""
    User.objects.select_for_update().get(pk=member.pk)
    top4 = Top4Set.objects.filter(owner=member, pk=set_id).first()
    if top4 is None:
        raise SetNotFoundError
    if top4.owner_key is None:
        raise SetFormerError
    _retire(top4)
