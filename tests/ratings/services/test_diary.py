"""Writing the diary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.exceptions import TitleNotFoundError
from catalog.models import Title
from ratings.exceptions import DiaryEntryNotFoundError, RatingRangeError, ViewingInvalidError
from ratings.models import DiaryEntry, Rating
from ratings.services.diary import clean_tags, delete_viewing, log_viewing, update_viewing
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from tests.factories import make_title

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def log(member: User, title: Title, **values: Any) -> DiaryEntry:
    return log_viewing(**{"member": member, "title_id": title.pk, "watched_on": date(2026, 3, 1), "now": NOW, **values})


def test_a_viewing_is_kept_as_it_was_told(member: User) -> None:
    entry = log(member, make_title(), is_rewatch=True, tags=["#Cinema", "with  Amma", "cinema"], place=" PVR\nIcon ",
                rating=4.5)  # fmt: skip

    entry.refresh_from_db()
    told = (entry.watched_on, entry.is_rewatch, entry.tags, entry.tag_line, entry.place, entry.rating)
    assert told == (date(2026, 3, 1), True, ["cinema", "with amma"], "|cinema|with amma|", "PVR Icon", 4.5)


def test_a_title_may_be_seen_any_number_of_times_on_one_day(member: User) -> None:
    title = make_title()

    log(member, title)
    log(member, title)

    assert DiaryEntry.objects.filter(user=member, title=title, watched_on=date(2026, 3, 1)).count() == 2


def test_the_rating_of_the_latest_viewing_is_that_of_the_title(member: User) -> None:
    title = make_title()

    log(member, title, watched_on=date(2026, 3, 1), rating=4)
    log(member, title, watched_on=date(2020, 1, 1), rating=2)

    assert Rating.objects.get(user=member, title=title).value == 4
    assert title.stats.__class__.objects.get(pk=title.pk).rating_total == 400


def test_changing_the_rating_of_the_latest_viewing_changes_the_title(member: User) -> None:
    title = make_title()
    entry = log(member, title, rating=4)

    update_viewing(member=member, entry_id=entry.pk, rating=1.5, now=NOW)

    assert Rating.objects.get(user=member, title=title).value == 1.5


def test_changing_something_else_leaves_the_rating(member: User) -> None:
    title = make_title()
    entry = log(member, title, rating=4)
    rate_title(member=member, title_id=title.pk, value=2)

    update_viewing(member=member, entry_id=entry.pk, place="At home", now=NOW)

    assert Rating.objects.get(user=member, title=title).value == 2


def test_a_viewing_without_a_rating_rates_nothing(member: User) -> None:
    log(member, make_title())

    assert Rating.objects.count() == 0


@pytest.mark.parametrize("day", [date(2026, 3, 16), date(1888, 10, 13), date(9999, 12, 31), date(1, 1, 1)])
def test_a_day_that_was_not_is_refused(member: User, day: date) -> None:
    with pytest.raises(ViewingInvalidError) as refused:
        log(member, make_title(), watched_on=day)

    assert refused.value.errors == {"watched_on": ["A day that has been, since there are films."]}


def test_where_the_day_begins_first_it_is_tomorrow_already(member: User) -> None:
    late = datetime(2026, 3, 14, 11, tzinfo=UTC)

    assert log(member, make_title(), watched_on=date(2026, 3, 15), now=late).watched_on == date(2026, 3, 15)
    with pytest.raises(ViewingInvalidError):
        log(member, make_title("Roja"), watched_on=date(2026, 3, 15), now=late - timedelta(hours=2))


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"rating": 5.5}, RatingRangeError, "rating"),
        ({"rating": float("nan")}, RatingRangeError, "rating"),
        ({"place": "x" * 81}, ViewingInvalidError, "place"),
        ({"tags": [f"tag {number}" for number in range(11)]}, ViewingInvalidError, "tags"),
        ({"tags": ["x" * 31]}, ViewingInvalidError, "tags"),
        ({"review_id": 999_999}, ViewingInvalidError, "review"),
    ],
)
def test_what_will_not_do_is_told_by_field(member: User, values: Any, error: Any, field: str) -> None:
    with pytest.raises(error) as refused:
        log(member, make_title(), **values)

    assert list(refused.value.errors) == [field]
    assert DiaryEntry.objects.count() == 0


def test_a_review_must_be_of_that_title_and_ones_own(member: User, other_member: User) -> None:
    title, other = make_title(), make_title("Roja")
    mine = write_review(member=member, title_id=title.pk, text="A fly.")
    theirs = write_review(member=other_member, title_id=title.pk, text="A flea.")

    assert log(member, title, review_id=mine.pk).review_id == mine.pk
    for title_id, review_id in ((other.pk, mine.pk), (title.pk, theirs.pk)):
        with pytest.raises(ViewingInvalidError):
            log_viewing(member=member, title_id=title_id, watched_on=date(2026, 3, 1), review_id=review_id, now=NOW)


def test_a_title_that_is_not_shown_cannot_be_logged(member: User) -> None:
    with pytest.raises(TitleNotFoundError):
        log(member, make_title(status=TitleStatus.DRAFT))


def test_only_ones_own_viewings_can_be_changed(member: User, other_member: User) -> None:
    entry = log(member, make_title())

    with pytest.raises(DiaryEntryNotFoundError):
        update_viewing(member=other_member, entry_id=entry.pk, place="Mine")
    with pytest.raises(DiaryEntryNotFoundError):
        delete_viewing(member=other_member, entry_id=entry.pk)
    assert DiaryEntry.objects.get().place == ""


def test_taking_a_viewing_out_leaves_the_rating(member: User) -> None:
    entry = log(member, make_title(), rating=4)

    delete_viewing(member=member, entry_id=entry.pk)

    assert (DiaryEntry.objects.count(), Rating.objects.count()) == (0, 1)


def test_tags_lose_what_would_break_them() -> None:
    assert clean_tags([" #Rain|y ", "a,b", "", "###", "తెలుగు"]) == ["rain y", "a b", "తెలుగు"]
