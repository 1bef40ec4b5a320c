"""Taking hold of a list, so that writers to one list take turns."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from ratings.enums import ListMemberState
from ratings.exceptions import ListNotFoundError
from ratings.models import ListMember, TitleList


def lock_own(owner: User, list_id: int) -> TitleList:
    """The owner's list, locked; ListNotFoundError if it is not theirs."""
    found = TitleList.objects.select_for_update().filter(pk=list_id, owner=owner).first()
    if found is None:
        raise ListNotFoundError
    return found


def lock_shared(member: User, list_id: int) -> TitleList:
    """A list that `member` owns or works on, locked; ListNotFoundError otherwise."""
    working = ListMember.objects.filter(user=member, state=ListMemberState.ACCEPTED).values("list_id")
    may = Q(owner=member) | Q(pk__in=working, hidden_at=None)
    found = TitleList.objects.select_for_update().filter(may, pk=list_id).first()
    if found is None:
        raise ListNotFoundError
    return found


def touch(title_list: TitleList) -> None:
    """Say that it changed just now."""
    TitleList.objects.filter(pk=title_list.pk).update(updated_at=timezone.now())
