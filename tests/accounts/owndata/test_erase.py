"""Nothing that leads to a member outlives them, and what belongs to all stays true."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Q
from django.test import Client

from accounts.models import User
from accounts.owndata.closing import MEMBER_KEYS
from accounts.services.owndata import erase_account
from accounts.services.people import follow_member
from catalog.models import Title, TitleStats
from matchups.models import Top4Set
from moviesite.events.models import OutboxEvent
from ratings.models import AnonymousRating, ListEntry, Rating, Review, TitleList
from ratings.selectors import reviews
from ratings.services.rating import rate_title
from ratings.services.rebuild import rebuild_stats
from ratings.services.reviews import set_review_like
from tests.accounts.owndata.conftest import FIRST
from tests.accounts.owndata.dump import mentions


def stars() -> list[tuple[object, ...]]:
    """All that ratings add up to."""
    columns = [field.name for field in TitleStats._meta.fields if field.name not in _OTHERS]
    return list(TitleStats.objects.order_by("pk").values_list(*columns))


_OTHERS = {"trend", "review_count", "watchlist_count", "favorite_count"}


def test_no_word_of_the_member_is_left_anywhere(full: User) -> None:
    Client().force_login(full)
    cache.set(f"version:inbox:{full.pk}", 1)
    assert len(mentions("canary")) > 20

    erase_account(user=full)

    assert mentions("canary", "meera", FIRST) == {}


def test_no_event_names_the_member_but_the_last(full: User) -> None:
    member_id = full.pk
    erase_account(user=full)

    named = Q(aggregate=f"member:{member_id}")
    for key in MEMBER_KEYS:
        named |= Q(**{f"payload__{key}": member_id})
    assert list(OutboxEvent.objects.filter(named).values_list("type", "payload")) == [
        ("member_erased", {"type": "member_erased", "user_id": member_id})
    ]


def test_stars_stay_with_their_titles_and_are_nobodys(full: User) -> None:
    given = sorted(Rating.objects.filter(user=full).values_list("title_id", "value"))
    before = stars()

    erase_account(user=full)

    assert stars() == before
    assert sorted(AnonymousRating.objects.values_list("title_id", "value")) == given
    assert {field.name for field in AnonymousRating._meta.get_fields()} == {"id", "title", "value", "given_on"}
    assert {row.pk.version for row in AnonymousRating.objects.all()} == {4}
    rebuild_stats()
    assert stars() == before


def test_reviews_shelves_and_likes_leave_the_sums(full: User, friend: User, titles: list[Title]) -> None:
    theirs = Review.objects.get(user=friend)
    assert theirs.like_count == 1

    erase_account(user=full)

    theirs.refresh_from_db()
    counts = TitleStats.objects.values_list("review_count", "watchlist_count", "favorite_count")
    assert theirs.like_count == 0
    assert {pk: counts.get(pk=pk) for pk in (titles[0].pk, titles[5].pk, titles[6].pk)} == {
        titles[0].pk: (0, 0, 0), titles[5].pk: (0, 0, 0), titles[6].pk: (1, 0, 0),
    }  # fmt: skip
    assert list(reviews(friend.pk)) == [theirs]


def test_others_keep_what_is_theirs(full: User, friend: User, titles: list[Title]) -> None:
    rate_title(member=friend, title_id=titles[0].pk, value=4)
    list_id, full_id = TitleList.objects.get(owner=friend).pk, full.pk

    erase_account(user=full)

    assert list(ListEntry.objects.filter(list_id=list_id).values_list("title_id", "note", "added_by")) == [
        (titles[2].pk, "", None)
    ]
    assert Rating.objects.get().user == friend
    assert set(Top4Set.objects.values_list("owner__username", flat=True)) == {f"chooser{full_id}x{n}" for n in (0, 1)}


def test_name_is_free_again_and_begins_with_nothing(full: User, titles: list[Title]) -> None:
    old_id = full.pk
    erase_account(user=full)
    again = User.objects.create_user(username="meera", password="seven brown lamps")
    rate_title(member=again, title_id=titles[0].pk, value=5)

    assert again.pk > old_id
    assert TitleStats.objects.get(pk=titles[0].pk).rating_count == 2


def test_member_without_anything_can_leave(member: User, other_member: User) -> None:
    follow_member(member=other_member, followed=member)
    erase_account(user=member)

    assert list(User.objects.all()) == [other_member]


def test_likes_of_ones_reviews_leave_with_them(full: User, friend: User) -> None:
    set_review_like(member=friend, review_id=Review.objects.get(user=full).pk, liked=True)
    erase_account(user=full)

    assert list(Review.objects.values_list("user_id", "like_count")) == [(friend.pk, 0)]
