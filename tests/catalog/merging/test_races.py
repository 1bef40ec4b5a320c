"""Members who act while two titles become one."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from catalog.exceptions import MergeRefusedError, TitleMergedError
from catalog.models import TitleMerge, TitleStats
from catalog.services.merging.merge import merge_titles, undo_merge
from ratings.enums import SavedKind
from ratings.models import DiaryEntry, ListEntry, Rating, SavedTitle
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, create_list
from ratings.services.rating import rate_title
from ratings.services.shelves import set_saved
from tests.factories import make_member, make_title
from tests.processes import run_in_processes

MEMBERS = 24


def _act(member_ids: list[int], title_id: int) -> int:
    """Everything a member can do to a title, for each; returns how many were told that it is part of another."""
    refused = 0
    for member in User.objects.filter(pk__in=member_ids).order_by("pk"):
        try:
            rate_title(member=member, title_id=title_id, value=4)
            set_saved(member=member, title_id=title_id, kind=SavedKind.WATCHLIST, saved=True)
            log_viewing(member=member, title_id=title_id, watched_on=date(2026, 1, 1))
            add_to_list(member=member, list_id=member.title_lists.get().pk, title_id=title_id)
        except TitleMergedError:
            refused += 1
    return refused


def _merge(kept_id: int, gone_id: int) -> int:
    try:
        merge_titles(kept_id=kept_id, gone_id=gone_id, actor=None)
    except MergeRefusedError:
        return -1
    return -2


def _run(name: str, *args: object) -> int:
    return {"act": _act, "merge": _merge}[name](*args)  # type: ignore[operator]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_what_members_do_meanwhile_lands_on_the_kept_title_or_is_refused() -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    members = [make_member(f"member-{number}") for number in range(MEMBERS)]
    for member in members:
        create_list(owner=member, name="Flies")
    ids = [member.pk for member in members]
    parts = [ids[start : start + MEMBERS // 3] for start in range(0, MEMBERS, MEMBERS // 3)]

    done = run_in_processes(_run, [*(("act", part, gone.pk) for part in parts), ("merge", kept.pk, gone.pk)])

    for table in (Rating, SavedTitle, DiaryEntry, ListEntry):
        assert table._default_manager.filter(title=gone).count() == 0, table
    refused = sum(count for count in done if count >= 0)
    assert ListEntry.objects.filter(title=kept).count() == MEMBERS - refused
    sums = TitleStats.objects.in_bulk([kept.pk, gone.pk])
    assert sums[kept.pk].rating_count == Rating.objects.filter(title=kept).count()
    assert sums[kept.pk].watchlist_count == SavedTitle.objects.filter(title=kept).count()
    assert (sums[gone.pk].rating_count, sums[gone.pk].watchlist_count) == (0, 0)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_merges_both_ways_at_once_one_happens() -> None:
    one, two = make_title("Eega"), make_title("Makkhi")

    done = run_in_processes(_merge, [(one.pk, two.pk), (two.pk, one.pk), (one.pk, two.pk)])

    assert sorted(done) == [-2, -1, -1]
    undo_merge(merge_id=TitleMerge.objects.get().pk, actor=None)
