"""What becomes of members' doings where they did something to both titles."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import TitleStats
from catalog.services.merging.merge import merge_titles
from matchups.models import Top4Entry, Top4Set
from matchups.services.top4 import set_top4
from moviesite.events.models import OutboxEvent
from ratings.enums import SavedKind
from ratings.models import DiaryEntry, ListEntry, Rating, Review, ReviewLike, SavedTitle
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, create_list
from ratings.services.rating import rate_title
from ratings.services.reviews import set_review_like, write_review
from ratings.services.shelves import set_saved
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
FIRST, LATER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def test_later_stars_hold_and_the_sums_follow(member: User, other_member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    rate_title(member=member, title_id=kept.pk, value=2, now=FIRST)
    rate_title(member=member, title_id=gone.pk, value=4.5, now=LATER)
    rate_title(member=other_member, title_id=gone.pk, value=3, now=FIRST)

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    rows = Rating.objects.order_by("user__username").values_list("user__username", "title_id", "value", "created_at")
    assert list(rows) == [("arjun", kept.pk, 3, FIRST), ("meera", kept.pk, 4.5, FIRST)]
    sums = TitleStats.objects.in_bulk([kept.pk, gone.pk])
    assert (sums[kept.pk].rating_count, sums[kept.pk].rating_total) == (2, 750)
    assert (sums[gone.pk].rating_count, sums[gone.pk].average) == (0, None)


def test_two_reviews_become_one_text_with_the_likes_of_both(member: User, other_member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    older = write_review(member=member, title_id=gone.pk, text="At first.", contains_spoilers=True)
    newer = write_review(member=member, title_id=kept.pk, text="Later.")
    Review.objects.filter(pk=older.pk).update(created_at=FIRST)
    for review in (older, newer):
        set_review_like(member=other_member, review_id=review.pk, liked=True)
    log_viewing(member=member, title_id=gone.pk, watched_on=date(2026, 1, 1), review_id=older.pk)

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    review = Review.objects.get()
    assert (review.pk, review.text, review.contains_spoilers, review.created_at, review.like_count) == (
        newer.pk, "Later.\n\nAt first.", True, FIRST, 1,
    )  # fmt: skip
    assert ReviewLike.objects.get().review_id == newer.pk
    assert DiaryEntry.objects.get().review_id == newer.pk


def test_of_two_long_reviews_the_older_stays_in_sight(member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    older = write_review(member=member, title_id=gone.pk, text="a" * 3000)
    write_review(member=member, title_id=kept.pk, text="b" * 3000)
    Review.objects.filter(pk=older.pk).update(created_at=FIRST)

    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    assert Review.objects.get().text == "a" * 3000
    assert ["b" * 3000, "a" * 3000] in [
        step["fields"]["text"] for step in merge.moves["steps"] if "text" in step.get("fields", {})
    ]


def test_shelves_and_lists_have_a_title_once_and_the_diary_keeps_all(member: User) -> None:
    kept, gone, other = make_title("Eega"), make_title("Makkhi"), make_title("Other")
    own = create_list(owner=member, name="Flies")
    for title, note in ((gone, "in Hindi"), (other, ""), (kept, "in Telugu")):
        set_saved(member=member, title_id=title.pk, kind=SavedKind.WATCHLIST, saved=True)
        add_to_list(member=member, list_id=own.pk, title_id=title.pk, note=note)
        log_viewing(member=member, title_id=title.pk, watched_on=date(2026, 1, 1))

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    entries = ListEntry.objects.order_by("position").values_list("title_id", "note")
    assert list(entries) == [(kept.pk, "in Telugu\nin Hindi"), (other.pk, "")]
    assert list(SavedTitle.objects.order_by("position").values_list("title_id", flat=True)) == [kept.pk, other.pk]
    assert list(DiaryEntry.objects.order_by("pk").values_list("title_id", flat=True)) == [kept.pk, other.pk, kept.pk]
    assert TitleStats.objects.get(pk=kept.pk).watchlist_count == 1


def test_sets_play_on_with_the_kept_title_and_one_with_both_waits(member: User, other_member: User) -> None:
    kept, gone, *others = make_titles(6)
    with_one = set_top4(member=member, title_ids=[gone.pk, *(title.pk for title in others[:3])])
    with_both = set_top4(member=other_member, title_ids=[kept.pk, gone.pk, *(title.pk for title in others[:2])])

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    with_one, with_both = Top4Set.objects.get(pk=with_one.pk), Top4Set.objects.get(pk=with_both.pk)
    assert with_one.lineup is not None
    assert set(with_one.lineup.title_ids) == {kept.pk, *(title.pk for title in others[:3])}
    assert with_one.lineup.is_open
    assert with_both.lineup is None
    entries = Top4Entry.objects.filter(set=with_both).order_by("position").values_list("title_id", flat=True)
    assert list(entries) == [kept.pk, *(title.pk for title in others[:2])]


def test_merge_is_told(member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")

    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=member, reasons=[("name", 0.55)])

    assert OutboxEvent.objects.get().payload == {
        "type": "title_merged", "kept_id": kept.pk, "gone_id": gone.pk, "merge_id": merge.pk,
    }  # fmt: skip
    assert (merge.made_by_id, merge.reasons) == (member.pk, [["name", 0.55]])


def test_old_addresses_lead_to_the_kept_title(client: Client, api: APIClient) -> None:
    oldest, gone, kept = make_title("Makkhi"), make_title("Naan Ee"), make_title("Eega")
    merge_titles(kept_id=gone.pk, gone_id=oldest.pk, actor=None)
    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    for title in (oldest, gone):
        answers = [
            client.get(f"/title/{title.pk}-{title.slug}/"),
            client.get(f"/title/{title.pk}/"),
            client.get(f"/title/{title.pk}/poster.svg"),
            api.get(f"/api/movies/{title.pk}"),
            api.get(f"/api/content/details/{title.pk}"),
        ]
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [
            (301, f"/title/{kept.pk}-{kept.slug}/"),
            (301, f"/title/{kept.pk}-{kept.slug}/"),
            (301, f"/title/{kept.pk}/poster.svg"),
            (301, f"/api/movies/{kept.pk}"),
            (301, f"/api/content/details/{kept.pk}"),
        ]


def test_rating_a_title_that_is_gone_says_what_it_became(member_api: APIClient) -> None:
    gone, kept = make_title("Makkhi"), make_title("Eega")
    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    answer = member_api.post(f"/api/movies/{gone.pk}/rating", {"rating": 4}, format="json")

    assert (answer.status_code, answer.json()["detail"]) == (404, f"This title has become part of title {kept.pk}.")
    assert Rating.objects.count() == 0
