"""Choosing a top four."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from catalog.models import Title
from matchups.enums import SetOrigin
from matchups.exceptions import TopFourInvalidError
from matchups.models import Top4Entry, Top4Set
from matchups.models.top4 import SIZE
from moviesite.common.transactions import atomic_with_retry


@atomic_with_retry
def set_top4(*, member: User, title_ids: Sequence[int]) -> Top4Set:
    """Make four titles, in this order, the member's current set.

    A set never changes once it is made, so that what was said about it stays true: other titles or another order make a
    new one, and the one before is kept without being current. The same four again change nothing.
    """
    _check(title_ids)
    User.objects.select_for_update().get(pk=member.pk)  # simultaneous choices of one member take turns
    before = Top4Set.objects.filter(owner_key=member.pk).first()
    if before is not None:
        if list(before.entries.order_by("position").values_list("title_id", flat=True)) == list(title_ids):
            return before
        _retire(before)
    made = Top4Set.objects.create(owner=member, owner_key=member.pk, origin=SetOrigin.MEMBER)
    Top4Entry.objects.bulk_create(
        Top4Entry(set=made, title_id=title_id, position=position)
        for position, title_id in enumerate(title_ids, start=1)
    )
    return made


def _check(title_ids: Sequence[int]) -> None:
    if len(title_ids) != SIZE:
        raise TopFourInvalidError(errors={"titles": [f"Choose {SIZE} titles."]})
    if len(set(title_ids)) != SIZE:
        raise TopFourInvalidError(errors={"titles": [f"{SIZE} different ones: one is there twice."]})
    if Title.objects.published().filter(pk__in=title_ids).count() != SIZE:
        raise TopFourInvalidError(errors={"titles": ["One of them is not in the catalog."]})


def _retire(top4: Top4Set) -> None:
    """Keep a set without its being its owner's current one."""
    top4.owner_key = None
    top4.save(update_fields=["owner_key", "updated_at"])


@atomic_with_retry
def clear_top4(*, member: User) -> bool:
    """Have no top four; returns whether there was one."""
    before = Top4Set.objects.select_for_update().filter(owner_key=member.pk).first()
    if before is None:
        return False
    _retire(before)
    return True
