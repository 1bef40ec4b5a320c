"""Lists: the member's own, and those of others that they work on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Section, Tally
from accounts.owndata.tables import moment, move_rows, plain
from catalog.owndata.titles import find_titles, title_refs
from moviesite.common.text import one_line, plain_text
from moviesite.common.transactions import atomic_with_retry
from ratings.enums import ListMemberState
from ratings.models import ListEntry, ListMember, TitleList
from ratings.services.lists.entries import MAX_ENTRIES, MAX_NOTE
from ratings.services.lists.words import create_list

_WORDS = ("name", "description", "visibility", "is_ranked")


class ListSection(Section):
    """One row per list, with its titles in their order. The key of a shared link is a secret: another is made."""

    name = "lists"
    models = ("ratings.TitleList", "ratings.ListEntry")
    restores: ClassVar[bool] = True

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's own."""
        return TitleList.objects.filter(owner=user).order_by("created_at", "slug")

    def export(self, user: User) -> Iterator[Row]:
        """List by list."""
        for row in self.rows(user).values("pk", "slug", *_WORDS, "created_at", "updated_at").iterator(chunk_size=100):
            entries = list(ListEntry.objects.filter(list_id=row.pop("pk")).values_list("title_id", "note"))
            refs = title_refs(title_id for title_id, _ in entries)
            yield {
                **{name: plain(value) for name, value in row.items()},
                "entries": [{"title": refs[title_id], "note": note} for title_id, note in entries],
            }

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Lists that are not there yet, by name and the moment they were begun; collaborators are asked anew."""
        tally = Tally()
        for row in rows:
            try:
                self._restore(user, row, tally)
            except UNFIT:
                tally.refused += 1
        return tally

    @atomic_with_retry
    def _restore(self, user: User, row: Row, tally: Tally) -> None:
        made, changed = moment(row["created_at"]), moment(row["updated_at"])
        words = {name: row[name] for name in _WORDS} | {"is_ranked": row["is_ranked"] is True}
        if TitleList.objects.filter(owner=user, name=one_line(words["name"]), created_at=made).exists():
            tally.already += 1
            return
        entries = [(entry["title"], plain_text(entry["note"])[:MAX_NOTE]) for entry in row["entries"][:MAX_ENTRIES]]
        title_list = create_list(owner=user, **words)
        found = find_titles([ref for ref, _ in entries])
        notes: dict[int, str] = {}
        for title_id, (ref, note) in zip(found, entries, strict=True):
            if title_id is None:
                tally.miss(str(ref.get("name", "?"))[:200])
            else:
                notes.setdefault(title_id, note)
        ListEntry.objects.bulk_create(
            ListEntry(list=title_list, title_id=title_id, note=note, position=place, added_by=user)
            for place, (title_id, note) in enumerate(notes.items())
        )
        slug = self._slug(user, title_list, row["slug"])
        TitleList.objects.filter(pk=title_list.pk).update(created_at=made, updated_at=max(made, changed), slug=slug)
        tally.restored += 1

    def _slug(self, user: User, title_list: TitleList, wanted: str) -> str:
        """The address it had, where that is free."""
        validate_slug(wanted)
        taken = TitleList.objects.filter(owner=user, slug=wanted).exclude(pk=title_list.pk).exists()
        return title_list.slug if taken or len(wanted) > 120 else wanted

    def erase(self, user: User) -> None:
        """What the member wrote beside titles on others' lists; the titles stay there as the list's."""
        ListEntry.objects.filter(added_by=user).exclude(list__owner=user).update(note="")

    def merge(self, source: User, target: User) -> None:
        """All lists of both; one whose address the target uses already gets another."""
        ours = set(TitleList.objects.filter(owner=target).values_list("slug", flat=True))
        taken = ours | set(TitleList.objects.filter(owner=source).values_list("slug", flat=True))
        for row in TitleList.objects.filter(owner=source, slug__in=ours):
            slug = next(
                slug for slug in (f"{row.slug[:100]}-{number}" for number in range(2, 10_000)) if slug not in taken
            )
            TitleList.objects.filter(pk=row.pk).update(slug=slug)
            taken.add(slug)
        TitleList.objects.filter(owner=source).update(owner=target)
        ListEntry.objects.filter(added_by=source).update(added_by=target)


class SharedListSection(Section):
    """Who works on the member's lists, and on whose lists the member works. Each of them agrees anew elsewhere."""

    name = "shared-lists"
    models = ("ratings.ListMember",)

    def rows(self, user: User) -> QuerySet[Any]:
        """Lists of others."""
        return ListMember.objects.filter(user=user).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """The list, its owner, and who works on it."""
        working = self.rows(user) | ListMember.objects.filter(list__owner=user)
        columns = ("list__owner__username", "list__name", "user__username", "state", "created_at")
        for owner, name, member, state, at in working.order_by("pk").values_list(*columns).iterator():
            yield {"owner": owner, "list": name, "member": member, "state": state, "since": plain(at)}

    @transaction.atomic
    def merge(self, source: User, target: User) -> None:
        """Whoever accepted works on it; owners need no invitation to their own lists."""
        accepted = ListMember.objects.filter(user=source, state=ListMemberState.ACCEPTED)
        lists = list(accepted.values_list("list_id", flat=True))
        ListMember.objects.filter(user=target, list_id__in=lists).update(state=ListMemberState.ACCEPTED)
        move_rows(ListMember, owner="user", source=source, target=target, unique=("list_id",))
        ListMember.objects.filter(user=target, list__owner=target).delete()
