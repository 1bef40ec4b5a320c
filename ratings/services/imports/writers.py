"""How each kind of line is written. A writer sets each item's state and its effect, which is all that undoing needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.models import User
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line, plain_text
from ratings.enums import ImportPolicy, ItemState, ListVisibility, SavedKind
from ratings.importers.rows import ImportedRow, RowKind
from ratings.models import DiaryEntry, ImportItem, ListEntry, Rating, Review, SavedTitle, TitleList
from ratings.models.diary import MAX_TAG, MAX_TAGS, tag_line_of
from ratings.models.review import MAX_LENGTH
from ratings.selectors.lists import seen_among
from ratings.services.bulk import Change, add_saved, write_ratings
from ratings.services.diary import clean_tags
from ratings.services.lists.entries import MAX_ENTRIES, MAX_NOTE
from ratings.services.lists.words import MAX_DESCRIPTION, MAX_NAME, create_list
from ratings.services.reviews import write_review


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of one kind, whose titles are published, to write for a member at `now`."""

    member: User
    items: Sequence[ImportItem]
    policy: ImportPolicy
    source: str
    now: datetime

    def when(self, row: ImportedRow) -> datetime:
        """When it was said; a file cannot speak of the future."""
        return min(row.created or self.now, self.now)


def write_batch(kind: RowKind, batch: Batch) -> None:
    """Write items of one kind, inside the caller's transaction."""
    _WRITERS[kind](batch)


def _row(item: ImportItem) -> ImportedRow:
    return ImportedRow.from_dict(item.row)


def _was_there(item: ImportItem, reason: str = "") -> None:
    item.state, item.reason = ItemState.ALREADY, reason or item.reason


def _write(item: ImportItem, effect: dict[str, Any], reason: str = "") -> None:
    item.state, item.effect, item.reason = ItemState.APPLIED, effect, reason or item.reason


def _fail(item: ImportItem, reason: str) -> None:
    item.state, item.reason = ItemState.FAILED, reason[:120]


def _titles(batch: Batch) -> list[int]:
    return [item.title_id for item in batch.items if item.title_id is not None]


def _ratings(batch: Batch) -> None:
    rows = Rating.objects.filter(user=batch.member, title_id__in=_titles(batch))
    there = {row.title_id: (row.value, row.updated_at) for row in rows}
    changes: dict[int, Change] = {}
    told: dict[int, ImportItem] = {}
    for item in sorted(batch.items, key=lambda item: batch.when(_row(item))):
        row, title_id = _row(item), _title_of(item)
        if row.rating is None or (title_id in there and batch.policy == ImportPolicy.MINE):
            _was_there(item, "You have rated it")
        elif title_id in there and there[title_id][0] == row.rating:
            _was_there(item)
        else:
            if title_id in told:
                _was_there(told[title_id], "A later rating counts")
            changes[title_id], told[title_id] = Change(row.rating, batch.when(row)), item
    written = write_ratings(member=batch.member, changes=changes, source=batch.source)
    for title_id, item in told.items():
        old, old_at = there.get(title_id, (None, None))
        effect = {"value": written[title_id].value, "at": written[title_id].updated_at.isoformat(), "old": old}
        _write(item, effect | {"old_at": old_at.isoformat() if old_at else None})


def _title_of(item: ImportItem) -> int:
    if item.title_id is None:
        raise ValueError("an item without a title reached a writer")
    return item.title_id


def _viewings(batch: Batch) -> None:
    """Those of a day go into the diary; what was only marked as seen goes there, unless more is known already."""
    undated = [item for item in batch.items if _row(item).watched_on is None]
    if undated:
        _seen(replace(batch, items=undated))
        batch = replace(batch, items=[item for item in batch.items if _row(item).watched_on is not None])
    mine = DiaryEntry.objects.filter(user=batch.member, title_id__in=_titles(batch))
    days = set(mine.values_list("title_id", "watched_on"))
    keys = {_row(item).source_key for item in batch.items}
    known = set(DiaryEntry.objects.filter(user=batch.member, source_key__in=keys).values_list("source_key", flat=True))
    fresh: list[DiaryEntry] = []
    told: list[ImportItem] = []
    for item in batch.items:
        row, title_id = _row(item), _title_of(item)
        if row.source_key in known or (title_id, row.watched_on) in days:
            _was_there(item)
        elif row.watched_on is None or row.watched_on > batch.now.date():
            _fail(item, "The day is still to come.")
        else:
            days.add((title_id, row.watched_on))
            tags = _tags(row)
            told.append(item)
            fresh.append(
                DiaryEntry(
                    user=batch.member,
                    title_id=title_id,
                    watched_on=row.watched_on,
                    is_rewatch=row.rewatch,
                    tags=tags,
                    tag_line=tag_line_of(tags),
                    rating=row.rating,
                    source_key=row.source_key,
                )
            )
    for item, entry in zip(told, DiaryEntry.objects.bulk_create(fresh), strict=True):
        _write(item, {"entry": entry.pk, "at": entry.updated_at.isoformat()})


def _seen(batch: Batch) -> None:
    known = seen_among(batch.member.pk, _titles(batch))
    fresh = []
    for item in batch.items:
        if _title_of(item) in known:
            _was_there(item, "Rated, logged or marked as seen already")
        else:
            fresh.append(item)
    _shelf(SavedKind.SEEN)(replace(batch, items=fresh))


def _tags(row: ImportedRow) -> list[str]:
    """The tags that fit; what is too long or too much of it is left behind, not the viewing."""
    return [tag for word in row.tags for tag in clean_tags([word[:200]] if len(word) <= MAX_TAG else [])][:MAX_TAGS]


def _shelf(kind: SavedKind) -> Callable[[Batch], None]:
    def write(batch: Batch) -> None:
        mine = SavedTitle.objects.filter(user=batch.member, kind=kind, title_id__in=_titles(batch))
        there = set(mine.values_list("title_id", flat=True))
        told: dict[int, ImportItem] = {}
        for item in batch.items:
            title_id = _title_of(item)
            if title_id in there or title_id in told:
                _was_there(item)
            else:
                told[title_id] = item
        titles = {title_id: batch.when(_row(item)) for title_id, item in told.items()}
        written = add_saved(member=batch.member, kind=kind, titles=titles, source=batch.source)
        for title_id, item in told.items():
            _write(item, {"saved": written[title_id].pk, "shelf": kind.value})

    return write


def _reviews(batch: Batch) -> None:
    for item in sorted(batch.items, key=lambda item: batch.when(_row(item)), reverse=True):  # the latest is kept
        row, title_id = _row(item), _title_of(item)
        if Review.objects.filter(user=batch.member, title_id=title_id).exists():
            _was_there(item, "One review for a title: yours stays")
            continue
        text = plain_text(row.review)
        cut = len(text) > MAX_LENGTH
        try:
            review = write_review(
                member=batch.member,
                title_id=title_id,
                text=text[: MAX_LENGTH - 1] + "…" if cut else text,
                contains_spoilers=row.spoilers,
                now=batch.when(row),
            )
        except DomainError as error:
            _fail(item, error.detail)
            continue
        Review.objects.filter(pk=review.pk).update(created_at=batch.when(row))
        if row.watched_on is not None:
            of_day = DiaryEntry.objects.filter(user=batch.member, title_id=title_id, watched_on=row.watched_on)
            of_day.filter(review=None).update(review=review)
        _write(item, {"review": review.pk, "at": review.updated_at.isoformat()},
               f"Cut to {MAX_LENGTH} characters" if cut else "")  # fmt: skip


def _lists(batch: Batch) -> None:
    for item in batch.items:
        row = _row(item)
        found, made = _list_of(batch.member, row)
        if found is None:
            _fail(item, "There is no room for another list.")
        elif made:
            _write(item, {"list": found.pk})
        else:
            _was_there(item, "Its titles join your list of this name")


def _list_of(member: User, row: ImportedRow) -> tuple[TitleList | None, bool]:
    """The member's list of that name, made if it is not there: for themselves alone until they say otherwise."""
    name = one_line(row.list_name)[:MAX_NAME].strip() or "List"
    found = TitleList.objects.filter(owner=member, name=name).order_by("pk").first()
    if found is not None:
        return found, False
    description = plain_text(row.list_description)[:MAX_DESCRIPTION]
    try:
        return create_list(owner=member, name=name, description=description, visibility=ListVisibility.PRIVATE), True
    except DomainError:
        return None, False


def _entries(batch: Batch) -> None:
    by_name: dict[str, list[ImportItem]] = {}
    for item in batch.items:
        by_name.setdefault(_row(item).list_name, []).append(item)
    for items in by_name.values():
        found, made = _list_of(batch.member, _row(items[0]))
        if found is None:
            for item in items:
                _fail(item, "There is no room for another list.")
        else:
            _fill(found, items, {"list": found.pk} if made else {})


def _fill(title_list: TitleList, items: Sequence[ImportItem], first: Mapping[str, Any]) -> None:
    """Put titles at the end of a list; the effect of making it, if it was made, goes with the first of them."""
    mine = ListEntry.objects.filter(list=title_list)
    there = set(mine.values_list("title_id", flat=True))
    last = mine.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    fresh: list[ListEntry] = []
    told: list[ImportItem] = []
    for item in items:
        title_id = _title_of(item)
        if title_id in there:
            _was_there(item)
        elif len(there) >= MAX_ENTRIES:
            _fail(item, f"At most {MAX_ENTRIES} titles in a list.")
        else:
            there.add(title_id)
            told.append(item)
            note = plain_text(_row(item).note)[:MAX_NOTE]
            place = position + len(fresh)
            entry = ListEntry(list=title_list, title_id=title_id, position=place, note=note)
            entry.added_by_id = title_list.owner_id
            fresh.append(entry)
    for number, (item, entry) in enumerate(zip(told, ListEntry.objects.bulk_create(fresh), strict=True)):
        _write(item, {"entry": entry.pk, **(first if number == 0 else {})})


_WRITERS: Mapping[RowKind, Callable[[Batch], None]] = {
    RowKind.RATING: _ratings,
    RowKind.VIEWING: _viewings,
    RowKind.WATCHLIST: _shelf(SavedKind.WATCHLIST),
    RowKind.LIKE: _shelf(SavedKind.FAVORITE),
    RowKind.FAVORITE: _shelf(SavedKind.FAVORITE),
    RowKind.REVIEW: _reviews,
    RowKind.LIST: _lists,
    RowKind.LIST_ENTRY: _entries,
}
