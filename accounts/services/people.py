"""Following, blocking and muting. Each may be asked any number of times; only the first changes anything.

Both members' rows are locked, the lower id first, so that of a follow and a block at the same moment the block stays,
and no two requests wait for each other.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import ActivityKind
from accounts.exceptions import ProfileNotFoundError
from accounts.models import Block, Follow, Mute, User
from accounts.selectors.people import may_see
from accounts.services.activity import forget_activity, record_activity
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish


@atomic_with_retry
def follow_member(*, member: User, followed: User) -> bool:
    """See another's activity in one's feed; returns whether one did not before.

    ProfileNotFoundError for who may not be seen, so a private profile gains no followers; DomainError for oneself. The
    event `member_followed` {"follower_id", "followed_id"} tells of it.
    """
    _lock_pair(member, followed)
    if not may_see(member=followed, viewer_id=member.pk):
        raise ProfileNotFoundError
    _row, created = Follow.objects.get_or_create(follower=member, followed=followed)
    if created:
        publish(
            "member_followed",
            aggregate=f"member:{followed.pk}",
            payload={"follower_id": member.pk, "followed_id": followed.pk},
        )
        record_activity(kind=ActivityKind.FOLLOWED, actor_id=member.pk, subject_id=followed.pk)
    return created


@atomic_with_retry
def unfollow_member(*, member: User, followed: User) -> bool:
    """No longer follow; returns whether one did."""
    deleted, _rows = Follow.objects.filter(follower=member, followed=followed).delete()
    forget_activity(kind=ActivityKind.FOLLOWED, subject_ids=[followed.pk], actor_id=member.pk)
    return bool(deleted)


@atomic_with_retry
def block_member(*, member: User, blocked: User) -> bool:
    """Have nothing to do with each other any more: neither follows the other from here on, nor sees them.

    Returns whether one did not block them before; the event `member_blocked` {"blocker_id", "blocked_id"} lets the
    upper apps part the two. DomainError for oneself.
    """
    _lock_pair(member, blocked)
    _row, created = Block.objects.get_or_create(blocker=member, blocked=blocked)
    one_way, other_way = Q(follower=member, followed=blocked), Q(follower=blocked, followed=member)
    Follow.objects.filter(one_way | other_way).delete()
    for actor, subject in ((member, blocked), (blocked, member)):
        forget_activity(kind=ActivityKind.FOLLOWED, subject_ids=[subject.pk], actor_id=actor.pk)
    if created:
        publish(
            "member_blocked",
            aggregate=f"member:{blocked.pk}",
            payload={"blocker_id": member.pk, "blocked_id": blocked.pk},
        )
    return created


@transaction.atomic
def unblock_member(*, member: User, blocked: User) -> bool:
    """Lift one's own block; the other's stays. Returns whether there was one."""
    deleted, _rows = Block.objects.filter(blocker=member, blocked=blocked).delete()
    return bool(deleted)


@atomic_with_retry
def mute_member(*, member: User, muted: User) -> bool:
    """Hear nothing of another, who is not told; returns whether one did. DomainError for oneself."""
    _lock_pair(member, muted)
    if not may_see(member=muted, viewer_id=member.pk):
        raise ProfileNotFoundError
    _row, created = Mute.objects.get_or_create(muter=member, muted=muted)
    return created


@transaction.atomic
def unmute_member(*, member: User, muted: User) -> bool:
    """Hear of them again; returns whether one did not."""
    deleted, _rows = Mute.objects.filter(muter=member, muted=muted).delete()
    return bool(deleted)


def _lock_pair(one: User, other: User) -> None:
    """Take hold of two members; DomainError where they are one, ProfileNotFoundError where one has gone."""
    if one.pk == other.pk:
        raise DomainError(_("Some fields are not valid."), errors={"username": [_("That is you.")]})
    rows = User.objects.select_for_update().filter(pk__in=(one.pk, other.pk), is_active=True).order_by("pk")
    if len(list(rows.values_list("pk", flat=True))) != 2:
        raise ProfileNotFoundError
