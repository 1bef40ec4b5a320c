"""Who works on a list besides its owner."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from accounts.exceptions import ProfileNotFoundError
from accounts.models import User
from accounts.selectors import visible_member
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish
from ratings.enums import ListMemberState
from ratings.exceptions import ListNotFoundError
from ratings.models import ListMember
from ratings.services.lists.locks import lock_own

MAX_MEMBERS = 20


@atomic_with_retry
def invite_to_list(*, owner: User, list_id: int, username: str) -> ListMember:
    """Ask somebody to work on a list; once is enough. DomainError on `username` for nobody, oneself or one too many.

    Tells them by the event `list_shared`: {"list_id", "owner_id", "user_id"}.
    """
    title_list = lock_own(owner, list_id)
    try:
        invited = visible_member(username=username, viewer_id=owner.pk)
    except ProfileNotFoundError as error:
        raise _refused(gettext("There is nobody of this name.")) from error
    if invited.pk == owner.pk:
        raise _refused(gettext("The list is yours already."))
    known = ListMember.objects.filter(list=title_list, user=invited).first()
    if known is not None:
        return known
    if ListMember.objects.filter(list=title_list).count() >= MAX_MEMBERS:
        raise _refused(gettext("At most %(members)s people work on a list.") % {"members": MAX_MEMBERS})
    made = ListMember.objects.create(list=title_list, user=invited)
    publish(
        "list_shared",
        aggregate=f"list:{title_list.pk}",
        payload={"list_id": title_list.pk, "owner_id": owner.pk, "user_id": invited.pk},
    )
    return made


def _refused(message: str) -> DomainError:
    return DomainError(gettext("Some fields are not valid."), errors={"username": [message]})


@transaction.atomic
def accept_invitation(*, member: User, list_id: int) -> None:
    """Begin to work on a list one was invited to, any number of times; ListNotFoundError without an invitation."""
    if not ListMember.objects.filter(list_id=list_id, user=member).update(state=ListMemberState.ACCEPTED):
        raise ListNotFoundError


@transaction.atomic
def leave_list(*, member: User, list_id: int) -> None:
    """Decline, or stop working on a list; what was added stays. ListNotFoundError if one was not asked."""
    deleted, _ = ListMember.objects.filter(list_id=list_id, user=member).delete()
    if not deleted:
        raise ListNotFoundError


@transaction.atomic
def remove_from_members(*, owner: User, list_id: int, user_id: int) -> bool:
    """Take back an invitation or stop somebody's work on a list; returns whether there was one."""
    title_list = lock_own(owner, list_id)
    deleted, _ = ListMember.objects.filter(list=title_list, user_id=user_id).delete()
    return bool(deleted)
