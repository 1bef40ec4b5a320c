"""What reports are about, whichever app keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from accounts.models.user import identifier_key
from accounts.selectors import seen_by
from adminpanel.enums import ReportedKind
from adminpanel.exceptions import ReportedNotFoundError
from catalog.search.snippets import script_language
from ratings.exceptions import ListNotFoundError
from ratings.models import ListEntry, Review, TitleList
from ratings.selectors.lists import find_shared_list, visible_lists
from ratings.selectors.reviews import reviews

NOTES_KEPT = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A review, a list or a member. `words` are those of its author by what they are, `url` is its page."""

    kind: ReportedKind
    object_id: int
    owner: User
    label: str
    url: str
    language: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of the author's words, for those who look for something in them."""
        return "\n".join(text for text in self.words.values() if text)


def find_target(kind: str, object_id: int) -> Target | None:
    """The target as it is now, hidden or not; None where it is gone."""
    match kind:
        case ReportedKind.REVIEW:
            review = Review.objects.select_related("user__profile", "title").filter(pk=object_id).first()
            return _of_review(review) if review else None
        case ReportedKind.LIST:
            found = TitleList.objects.select_related("owner__profile").filter(pk=object_id).first()
            return _of_list(found) if found else None
        case _:
            member = User.objects.select_related("profile").filter(pk=object_id).first()
            return _of_member(member) if member else None


def seen_target(*, kind: str, object_id: int, viewer_id: int, key: str = "") -> Target:
    """The target, if `viewer_id` may see it, a list also by the key of its link; ReportedNotFoundError otherwise."""
    match kind:
        case ReportedKind.REVIEW:
            found = reviews(viewer_id).filter(pk=object_id).exists()
        case ReportedKind.LIST:
            found = visible_lists(viewer_id).filter(pk=object_id).exists() or _has_link(object_id, key, viewer_id)
        case ReportedKind.MEMBER:
            found = User.objects.filter(seen_by(viewer_id, ""), pk=object_id).exists()
        case _:
            found = False
    target = find_target(kind, object_id) if found else None
    if target is None:
        raise ReportedNotFoundError
    return target


def named_member(*, username: str, viewer_id: int) -> int:
    """The id of the member of this name, if `viewer_id` may see them; ReportedNotFoundError otherwise."""
    found = User.objects.filter(seen_by(viewer_id, ""), username_key=identifier_key(username))
    member_id = found.values_list("pk", flat=True).first()
    if member_id is None:
        raise ReportedNotFoundError
    return member_id


def targets_of(kind: str, since: Q, limit: int) -> list[Target]:
    """The latest reviews or lists that meet a condition, for trying a rule."""
    if kind == ReportedKind.REVIEW:
        rows = Review.objects.select_related("user__profile", "title").filter(since)
        return [_of_review(row) for row in rows.order_by("-updated_at", "-id")[:limit]]
    lists = TitleList.objects.select_related("owner__profile").filter(since)
    return [_of_list(row, notes="") for row in lists.order_by("-updated_at", "-id")[:limit]]


def _has_link(list_id: int, key: str, viewer_id: int) -> bool:
    try:
        return bool(key) and find_shared_list(key, viewer_id=viewer_id).pk == list_id
    except ListNotFoundError:
        return False


def _of_review(review: Review) -> Target:
    return Target(
        kind=ReportedKind.REVIEW,
        object_id=review.pk,
        owner=review.user,
        label=f"{review.title.title} – @{review.user.username}",
        url=review.title.get_absolute_url(),
        language=(review.language or script_language(review.text))[:8],
        words={"text": review.text},
    )


def _of_list(found: TitleList, *, notes: str | None = None) -> Target:
    if notes is None:
        rows = ListEntry.objects.filter(list=found).exclude(note="").order_by("position", "id")
        notes = "\n".join(rows.values_list("note", flat=True)[:NOTES_KEPT])
    words = {"name": found.name, "description": found.description, "notes": notes}
    return Target(
        kind=ReportedKind.LIST,
        object_id=found.pk,
        owner=found.owner,
        label=f"{found.name} – @{found.owner.username}",
        url=found.get_absolute_url(),
        language=script_language(" ".join(words.values()))[:8],
        words=words,
    )


def _of_member(member: User) -> Target:
    profile = getattr(member, "profile", None)
    words = {"username": member.username}
    if profile is not None:
        words |= {"display_name": profile.display_name, "bio": profile.bio}
    return Target(
        kind=ReportedKind.MEMBER,
        object_id=member.pk,
        owner=member,
        label=f"@{member.username}",
        url=member.get_absolute_url(),
        language=script_language(words.get("bio", ""))[:8],
        words=words,
    )
