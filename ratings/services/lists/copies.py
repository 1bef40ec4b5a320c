"""Copies of lists."""

from __future__ import annotations

from accounts.models import User
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish
from ratings.enums import ListVisibility
from ratings.models import ListEntry, TitleList
from ratings.services.lists.words import create_list


@atomic_with_retry
def copy_list(*, member: User, original: TitleList) -> TitleList:
    """A list of the member's own with the same titles, order and notes, for them alone until they say otherwise.

    `original` must be a list that the member may see. Its owner learns of it by the event `list_cloned`:
    {"list_id", "owner_id", "copy_id", "user_id"}.
    """
    copy = create_list(
        owner=member,
        name=original.name,
        description=original.description,
        visibility=ListVisibility.PRIVATE,
        is_ranked=original.is_ranked,
        copied_from=original,
    )
    entries = ListEntry.objects.filter(list=original).order_by("position", "id")
    ListEntry.objects.bulk_create(
        [
            ListEntry(list=copy, title_id=entry.title_id, position=place, note=entry.note, added_by=member)
            for place, entry in enumerate(entries)
        ],
        batch_size=500,
    )
    if original.owner_id != member.pk:
        publish(
            "list_cloned",
            aggregate=f"list:{original.pk}",
            payload={
                "list_id": original.pk,
                "owner_id": original.owner_id,
                "copy_id": copy.pk,
                "user_id": member.pk,
            },
        )
    return copy
