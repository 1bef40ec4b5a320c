"""Who may see whom, and who follows, blocks and mutes whom. Every list of other members' things asks here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.exceptions import ProfileNotFoundError
from accounts.models import Block, Follow, Mute, Profile, User
from accounts.models.user import identifier_key


def seen_by(viewer_id: int | None, path: str = "user") -> Q:
    """Rows whose member, a foreign key `path` ("" for members themselves), `viewer_id` may see.

    Nobody sees the deactivated; others see neither private profiles nor, in both directions, who blocked them. It is a
    condition and not a list of ids, so that it costs no query of its own.
    """
    under = f"{path}__" if path else ""
    open_profile = Q(**{f"{under}profile__is_private": False}) | Q(**{f"{under}profile": None})
    active = Q(**{f"{under}is_active": True})
    if viewer_id is None:
        return active & open_profile
    mine = Q(**{path or "pk": viewer_id})
    return active & (mine | (open_profile & ~_apart(viewer_id, path or "pk")))


def unblocked(viewer_id: int | None, path: str = "user") -> Q:
    """Rows whose member has neither blocked `viewer_id` nor been blocked by them."""
    return ~_apart(viewer_id, path) if viewer_id is not None else Q()


def _apart(viewer_id: int, path: str) -> Q:
    blocked = Block.objects.filter(blocker_id=viewer_id).values("blocked_id")
    blocking = Block.objects.filter(blocked_id=viewer_id).values("blocker_id")
    return Q(**{f"{path}__in": blocked}) | Q(**{f"{path}__in": blocking})


def hidden_from(viewer_id: int | None, *, muted: bool = False) -> set[int]:
    """Ids of the members blocked either way, for feeds also of the muted ones; at most two queries."""
    if viewer_id is None:
        return set()
    pairs = Block.objects.filter(Q(blocker_id=viewer_id) | Q(blocked_id=viewer_id))
    found = {pk for pair in pairs.values_list("blocker_id", "blocked_id") for pk in pair} - {viewer_id}
    if muted:
        found |= set(Mute.objects.filter(muter_id=viewer_id).values_list("muted_id", flat=True))
    return found


def may_see(*, member: User, viewer_id: int | None) -> bool:
    """Whether `viewer_id` may see a member and what is theirs."""
    return User.objects.filter(seen_by(viewer_id, ""), pk=member.pk).exists()


def visible_member(*, username: str, viewer_id: int | None) -> User:
    """The member of this name with their profile; ProfileNotFoundError if `viewer_id` may not see it. One query."""
    members = User.objects.filter(seen_by(viewer_id, ""), username_key=identifier_key(username))
    return _found(members)


def known_member(username: str) -> User:
    """The active member of this name whoever may see them, for ending what is between two; ProfileNotFoundError."""
    return _found(User.objects.filter(username_key=identifier_key(username), is_active=True))


def _found(members: QuerySet[User]) -> User:
    member = members.select_related("profile").first()
    if member is None:
        raise ProfileNotFoundError
    return member


def public_profiles(viewer_id: int | None = None) -> QuerySet[Profile]:
    """Profiles that `viewer_id` comes across, newest member first; private ones stay out of lists, one's own too."""
    return (
        Profile.objects.filter(unblocked(viewer_id), is_private=False, user__is_active=True)
        .select_related("user")
        .order_by("-user__date_joined", "-user_id")
    )


def followers_of(member: User, *, viewer_id: int | None) -> QuerySet[Follow]:
    """Who follows a member, the latest first, as far as the viewer may see them."""
    rows = Follow.objects.filter(seen_by(viewer_id, "follower"), followed=member)
    return rows.select_related("follower__profile").order_by("-id")


def following_of(member: User, *, viewer_id: int | None) -> QuerySet[Follow]:
    """Whom a member follows, the latest first, as far as the viewer may see them."""
    rows = Follow.objects.filter(seen_by(viewer_id, "followed"), follower=member)
    return rows.select_related("followed__profile").order_by("-id")


def blocks_of(member: User) -> QuerySet[Block]:
    """Whom a member blocks, the latest first."""
    return Block.objects.filter(blocker=member).select_related("blocked__profile").order_by("-id")


def mutes_of(member: User) -> QuerySet[Mute]:
    """Whom a member mutes, the latest first."""
    return Mute.objects.filter(muter=member).select_related("muted__profile").order_by("-id")


@dataclass(frozen=True, slots=True)
class Ties:
    """What a viewer and a member are to each other."""

    follows: bool = False
    followed_by: bool = False
    mutes: bool = False


def ties_between(*, viewer_id: int | None, member: User) -> Ties:
    """One query; nothing for a visitor or oneself."""
    if viewer_id is None or viewer_id == member.pk:
        return Ties()
    found = (
        User.objects.filter(pk=member.pk)
        .annotate(
            follows=Exists(Follow.objects.filter(follower_id=viewer_id, followed_id=OuterRef("pk"))),
            followed_by=Exists(Follow.objects.filter(follower_id=OuterRef("pk"), followed_id=viewer_id)),
            mutes=Exists(Mute.objects.filter(muter_id=viewer_id, muted_id=OuterRef("pk"))),
        )
        .values_list("follows", "followed_by", "mutes")
    )
    return Ties(*map(bool, found[0]))


def followed_among(viewer_id: int | None, member_ids: list[int]) -> set[int]:
    """Which of some members the viewer follows."""
    if viewer_id is None or not member_ids:
        return set()
    rows = Follow.objects.filter(follower_id=viewer_id, followed_id__in=member_ids).order_by()
    return set(rows.values_list("followed_id", flat=True))
