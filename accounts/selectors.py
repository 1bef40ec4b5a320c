"""Reads about members."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.exceptions import ProfileNotFoundError
from accounts.models import Profile, User
from accounts.models.user import identifier_key


def find_by_identifier(identifier: str) -> User | None:
    """The member with this username or e-mail address, whatever its case."""
    key = identifier_key(identifier)
    if not key:
        return None
    field = "email_key" if "@" in key else "username_key"
    return User.objects.filter(**{field: key}).first()


def visible_member(*, username: str, viewer_id: int | None) -> User:
    """The member of this name with their profile; ProfileNotFoundError if `viewer_id` may not see it."""
    members = User.objects.filter(username_key=identifier_key(username), is_active=True)
    member = members.select_related("profile").first()
    if member is None:
        raise ProfileNotFoundError
    if member.pk != viewer_id and _is_private(member):
        raise ProfileNotFoundError
    return member


def public_profiles() -> QuerySet[Profile]:
    """Profiles that anyone may see, newest member first."""
    return (
        Profile.objects.filter(is_private=False, user__is_active=True)
        .select_related("user")
        .order_by("-user__date_joined", "-user_id")
    )


def profile_of(user: User) -> Profile:
    """A member's profile; for one made outside registration, what it says before they said anything, not yet a row."""
    return Profile.objects.filter(user=user).first() or Profile(user=user)


def _is_private(member: User) -> bool:
    """A member without a profile has not asked to be left alone."""
    profile = getattr(member, "profile", None)
    return profile is not None and profile.is_private
