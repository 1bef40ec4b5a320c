"""Lists that members make."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from catalog.dedup.normalise import make_slug
from catalog.selectors.titles import require_published
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line, plain_text
from moviesite.common.transactions import atomic_with_retry
from ratings.exceptions import ListNotFoundError
from ratings.models import ListEntry, TitleList

MAX_NAME, MAX_DESCRIPTION, MAX_ENTRIES, MAX_LISTS = 120, 1000, 1000, 200
_SLUG_ROOM = 100  # leaves room for a number that tells lists of one name apart


def _clean(name: str, description: str) -> tuple[str, str]:
    """The words of a list as they are stored: NFC, one line for the name, no control characters."""
    name, description = one_line(name), plain_text(description)
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = ["Give the list a name."]
    elif len(name) > MAX_NAME:
        errors["name"] = [f"At most {MAX_NAME} characters."]
    if len(description) > MAX_DESCRIPTION:
        errors["description"] = [f"At most {MAX_DESCRIPTION} characters."]
    if errors:
        raise DomainError("Some fields are not valid.", errors=errors)
    return name, description


def _free_slug(owner: User, name: str) -> str:
    base = make_slug(name, fallback="list")[:_SLUG_ROOM].rstrip("-")
    taken = set(TitleList.objects.filter(owner=owner, slug__startswith=base).values_list("slug", flat=True))
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)


def _lock(owner: User, list_id: int) -> TitleList:
    """The owner's list, locked, so that writers to one list take turns; ListNotFoundError if it is not theirs."""
    found = TitleList.objects.select_for_update().filter(pk=list_id, owner=owner).first()
    if found is None:
        raise ListNotFoundError
    return found


def _touch(title_list: TitleList) -> None:
    TitleList.objects.filter(pk=title_list.pk).update(updated_at=timezone.now())


@atomic_with_retry
def create_list(
    *, owner: User, name: str, description: str = "", is_public: bool = True, is_ranked: bool = False
) -> TitleList:
    """A new, empty list. DomainError names each field that is not acceptable."""
    name, description = _clean(name, description)
    User.objects.select_for_update().get(pk=owner.pk)  # two new lists of one name take turns for the slug
    if TitleList.objects.filter(owner=owner).count() >= MAX_LISTS:
        raise DomainError("Some fields are not valid.", errors={"name": [f"At most {MAX_LISTS} lists."]})
    return TitleList.objects.create(
        owner=owner,
        name=name,
        slug=_free_slug(owner, name),
        description=description,
        is_public=is_public,
        is_ranked=is_ranked,
    )


@transaction.atomic
def update_list(
    *, owner: User, list_id: int, name: str, description: str, is_public: bool, is_ranked: bool
) -> TitleList:
    """Change what a list says about itself; its address stays."""
    name, description = _clean(name, description)
    title_list = _lock(owner, list_id)
    title_list.name, title_list.description = name, description
    title_list.is_public, title_list.is_ranked = is_public, is_ranked
    title_list.save()
    return title_list


@transaction.atomic
def delete_list(*, owner: User, list_id: int) -> None:
    """Delete a list; the titles on it stay where else they are."""
    _lock(owner, list_id).delete()


@atomic_with_retry
def add_to_list(*, owner: User, list_id: int, title_id: int) -> bool:
    """Put a title at the end of a list, any number of times; returns whether it was not there before."""
    require_published(title_id)
    title_list = _lock(owner, list_id)
    entries = ListEntry.objects.filter(list=title_list)
    if entries.filter(title_id=title_id).exists():
        return False
    if entries.count() >= MAX_ENTRIES:
        raise DomainError("Some fields are not valid.", errors={"title": [f"At most {MAX_ENTRIES} titles in a list."]})
    last = entries.aggregate(last=Max("position"))["last"]
    ListEntry.objects.create(list=title_list, title_id=title_id, position=0 if last is None else last + 1)
    _touch(title_list)
    return True


@transaction.atomic
def remove_from_list(*, owner: User, list_id: int, title_id: int) -> bool:
    """Take a title off a list, any number of times; returns whether it was there."""
    title_list = _lock(owner, list_id)
    deleted, _ = ListEntry.objects.filter(list=title_list, title_id=title_id).delete()
    if deleted:
        _touch(title_list)
    return bool(deleted)


@transaction.atomic
def move_in_list(*, owner: User, list_id: int, title_id: int, to: int) -> None:
    """Give a title the place `to` (0 is the first) in its list; places beyond an end mean that end."""
    title_list = _lock(owner, list_id)
    entries = list(ListEntry.objects.filter(list=title_list).order_by("position", "id"))
    moved = next((entry for entry in entries if entry.title_id == title_id), None)
    if moved is None:
        raise ListNotFoundError("The title is not on this list.")
    entries.remove(moved)
    entries.insert(min(max(to, 0), len(entries)), moved)
    changed = [entry for position, entry in enumerate(entries) if entry.position != position]
    for position, entry in enumerate(entries):
        entry.position = position
    ListEntry.objects.bulk_update(changed, ["position"], batch_size=500)
    _touch(title_list)
