"""Reads about diaries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Audience
from accounts.models import Follow, User
from accounts.selectors import visible_member
from catalog.enums import TitleStatus
from ratings.exceptions import DiaryEntryNotFoundError
from ratings.models import DiaryEntry

MOST_TAGS = 12


@dataclass(frozen=True, slots=True)
class Diary:
    """A member's diary as one viewer may see it."""

    owner: User
    entries: QuerySet[DiaryEntry]

    def of_year(self, year: int) -> QuerySet[DiaryEntry]:
        """The viewings of a year."""
        return self.entries.filter(watched_on__gte=date(year, 1, 1), watched_on__lte=date(year, 12, 31))


def visible_diary(owner_username: str, viewer_id: int | None) -> Diary:
    """A member's diary, latest viewing first.

    ProfileNotFoundError for a member whom the viewer may not see, DiaryEntryNotFoundError for a diary they may not.
    """
    owner = visible_member(username=owner_username, viewer_id=viewer_id)
    if not _is_shown(owner, viewer_id):
        raise DiaryEntryNotFoundError(_("This diary is not for everyone."))
    return diary_of(owner)


def _is_shown(owner: User, viewer_id: int | None) -> bool:
    profile = getattr(owner, "profile", None)
    audience = profile.diary_visibility if profile is not None else Audience.PUBLIC
    if owner.pk == viewer_id or audience == Audience.PUBLIC:
        return True
    return (
        audience == Audience.FOLLOWERS
        and viewer_id is not None
        and Follow.objects.filter(follower_id=viewer_id, followed_id=owner.pk).exists()
    )


def diary_of(owner: User) -> Diary:
    """A member's whole diary, for themselves."""
    entries = DiaryEntry.objects.filter(user=owner, title__status=TitleStatus.PUBLISHED)
    return Diary(owner, entries.order_by("-watched_on", "-id"))


def own_entry(member: User, entry_id: int) -> DiaryEntry:
    """One of a member's viewings; DiaryEntryNotFoundError if it is not theirs."""
    entry = diary_of(member).entries.filter(pk=entry_id).select_related("title", "review").first()
    if entry is None:
        raise DiaryEntryNotFoundError
    return entry


def viewings_of(member: User, title_id: int) -> QuerySet[DiaryEntry]:
    """A member's viewings of one title, latest first."""
    return diary_of(member).entries.filter(title_id=title_id)


def with_tag(entries: QuerySet[DiaryEntry], tag: str) -> QuerySet[DiaryEntry]:
    """Those that carry a tag."""
    return entries.filter(tag_line__contains=f"|{tag.replace('|', ' ').casefold()}|")


def diary_years(diary: Diary) -> list[int]:
    """Years with viewings, latest first."""
    rows = diary.entries.order_by("-watched_on__year").values_list("watched_on__year", flat=True).distinct()
    return list(rows)


def diary_tags(diary: Diary) -> list[tuple[str, int]]:
    """The commonest tags with how often they were given."""
    rows = diary.entries.exclude(tag_line="").order_by().values_list("tags", flat=True)
    return Counter(tag for tags in rows for tag in tags).most_common(MOST_TAGS)


def days_of_year(diary: Diary, year: int) -> dict[date, int]:
    """How many viewings each day of a year had; days without any are left out."""
    rows = diary.of_year(year).order_by().values_list("watched_on").annotate(n=Count("id"))
    return dict(rows)
