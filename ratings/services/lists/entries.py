"""The titles on a list, by its owner and whoever works on it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from accounts.models import User
from catalog.services.stats import lock_published
from moviesite.common.errors import DomainError
from moviesite.common.text import plain_text
from moviesite.common.transactions import atomic_with_retry
from ratings.exceptions import ListEntryNotFoundError
from ratings.models import ListEntry
from ratings.services.lists.locks import lock_shared, touch

MAX_ENTRIES, MAX_NOTE = 1000, 500


def _clean_note(note: str) -> str:
    note = plain_text(note)
    if len(note) > MAX_NOTE:
        raise DomainError(
            gettext("Some fields are not valid."),
            errors={"note": [gettext("At most %(n)s characters.") % {"n": MAX_NOTE}]},
        )
    return note


@atomic_with_retry
def add_to_list(*, member: User, list_id: int, title_id: int, note: str = "") -> bool:
    """Put a title at the end of a list, any number of times; returns whether it was not there before."""
    note = _clean_note(note)
    lock_published(title_id)  # so that a title which is just being merged takes the entry along
    title_list = lock_shared(member, list_id)
    entries = ListEntry.objects.filter(list=title_list)
    if entries.filter(title_id=title_id).exists():
        return False
    if entries.count() >= MAX_ENTRIES:
        raise DomainError(
            gettext("Some fields are not valid."),
            errors={"title": [gettext("At most %(entries)s titles in a list.") % {"entries": MAX_ENTRIES}]},
        )
    last = entries.aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    ListEntry.objects.create(list=title_list, title_id=title_id, position=place, note=note, added_by=member)
    touch(title_list)
    return True


@transaction.atomic
def remove_from_list(*, member: User, list_id: int, title_id: int) -> bool:
    """Take a title off a list, any number of times; returns whether it was there."""
    title_list = lock_shared(member, list_id)
    deleted, _ = ListEntry.objects.filter(list=title_list, title_id=title_id).delete()
    if deleted:
        touch(title_list)
    return bool(deleted)


@transaction.atomic
def annotate_entry(*, member: User, list_id: int, title_id: int, note: str) -> None:
    """Say something about a title on a list; "" takes it back. ListEntryNotFoundError if it is not on it."""
    note = _clean_note(note)
    title_list = lock_shared(member, list_id)
    if not ListEntry.objects.filter(list=title_list, title_id=title_id).update(note=note):
        raise ListEntryNotFoundError
    touch(title_list)


@transaction.atomic
def move_in_list(*, member: User, list_id: int, title_id: int, to: int) -> None:
    """Give a title the place `to` (0 is the first) in its list; places beyond an end mean that end."""
    title_list = lock_shared(member, list_id)
    entries = list(ListEntry.objects.filter(list=title_list).order_by("position", "id"))
    moved = next((entry for entry in entries if entry.title_id == title_id), None)
    if moved is None:
        raise ListEntryNotFoundError
    entries.remove(moved)
    entries.insert(min(max(to, 0), len(entries)), moved)
    changed = [entry for position, entry in enumerate(entries) if entry.position != position]
    for position, entry in enumerate(entries):
        entry.position = position
    ListEntry.objects.bulk_update(changed, ["position"], batch_size=500)
    touch(title_list)
