"""The number of reviews that a title shows is the number that a visitor finds, whoever may be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, User
from accounts.services.profiles import update_profile
from accounts.services.suspension import lift_suspension, suspend_member
from catalog.models import Title, TitleStats
from moviesite.common.versions import current_version
from ratings.models import Review
from ratings.selectors import reviews
from ratings.services import review_counts
from ratings.services.hiding import set_review_hidden
from ratings.services.rebuild import rebuild_stats
from ratings.services.review_counts import recount_author, recount_reviews
from ratings.services.reviews import delete_review, write_review
from tests.factories import make_member, make_titles

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def titles() -> list[Title]:
    """Five."""
    return make_titles(5)


@pytest.fixture
def author(titles: list[Title]) -> User:
    """Wrote about all of them."""
    member = make_member("author")
    for title in titles:
        write_review(member=member, title_id=title.pk, text=f"On {title.title}.")
    return member


@pytest.fixture
def another(titles: list[Title], author: User) -> User:
    """Wrote about the first two."""
    member = make_member("another")
    for title in titles[:2]:
        write_review(member=member, title_id=title.pk, text=f"More on {title.title}.")
    return member


def shown() -> list[int]:
    """The numbers, each of which has to be that of the reviews that are listed."""
    counts = list(TitleStats.objects.order_by("title_id").values_list("title_id", "review_count"))
    assert [count for _, count in counts] == [reviews().filter(title_id=pk).count() for pk, _ in counts]
    return [count for _, count in counts]


def titles_of(member: User) -> list[int]:
    return list(Review.objects.filter(user=member).order_by("title_id").values_list("title_id", flat=True))


def suspend(member: User) -> None:
    suspend_member(member_id=member.pk, reason="Rule 3", until=None)


def close(member: User) -> None:
    update_profile(user=member, changes={"is_private": True})


def open_again(member: User) -> None:
    update_profile(user=member, changes={"is_private": False})


def lift(member: User) -> None:
    lift_suspension(member_id=member.pk)


@pytest.mark.parametrize(("away", "back"), [(suspend, lift), (close, open_again)], ids=["suspended", "private"])
def test_reviews_are_counted_while_their_author_is_seen(
    author: User, another: User, away: Callable[[User], None], back: Callable[[User], None]
) -> None:
    before = shown()

    away(author)
    without = shown()
    back(author)

    assert (before, without, shown()) == ([2, 2, 1, 1, 1], [1, 1, 0, 0, 0], [2, 2, 1, 1, 1])


@pytest.mark.parametrize("away", [suspend, close], ids=["suspended", "private"])
def test_rebuilding_gives_the_same(author: User, another: User, away: Callable[[User], None]) -> None:
    first = Review.objects.filter(user=another).order_by("title_id")[0]
    set_review_hidden(review_id=first.pk, hidden_at=timezone.now())
    away(author)
    counted = shown()

    rebuild_stats()

    assert (counted, shown()) == ([0, 1, 0, 0, 0], [0, 1, 0, 0, 0])


def test_what_happens_meanwhile_is_not_counted_twice(author: User, another: User) -> None:
    first = Review.objects.filter(user=author).order_by("title_id")[0]
    suspend(author)

    set_review_hidden(review_id=first.pk, hidden_at=timezone.now())
    set_review_hidden(review_id=first.pk, hidden_at=None)
    hidden_and_shown = shown()
    delete_review(member=author, review_id=first.pk)
    deleted = shown()
    lift(author)

    assert (hidden_and_shown, deleted, shown()) == ([1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 2, 1, 1, 1])


def test_whoever_is_private_writes_for_nobody_yet(titles: list[Title]) -> None:
    member = make_member("quiet")
    close(member)

    write_review(member=member, title_id=titles[0].pk, text="To myself.")
    alone = shown()
    open_again(member)

    assert (alone, shown()) == ([0, 0, 0, 0, 0], [1, 0, 0, 0, 0])


def test_titles_are_taken_chunk_by_chunk(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_counts, "CHUNK", 2)
    TitleStats.objects.update(review_count=7)
    ids = titles_of(author)

    steps = [recount_author(user_id=author.pk, after=after) for after in (0, ids[1], ids[3])]

    assert (steps, shown()) == ([ids[1], ids[3], None], [1, 1, 1, 1, 1])


def test_counting_again_changes_nothing(author: User) -> None:
    ids = titles_of(author)
    TitleStats.objects.filter(pk=ids[0]).update(review_count=7)

    first, seen = recount_reviews(title_ids=ids), current_version("catalog")
    second = recount_reviews(title_ids=ids)

    assert (first, second, current_version("catalog")) == (ids[:1], [], seen)


def test_chunks_follow_each_other(author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_counts, "CHUNK", 2)

    suspend(author)

    assert shown() == [0, 0, 0, 0, 0]


def test_staff_who_close_an_account_or_a_profile_are_heard(author: User, another: User, client: Client) -> None:
    boss = User.objects.create_superuser(username="boss", email="boss@example.org", password="ten blue lamps")
    client.force_login(boss)
    profile = Profile.objects.get(user=another)
    words = {"ui_language": "en", "diary_visibility": "public", "digest": "weekly", "time_zone": ""}
    words |= dict.fromkeys(("content_languages", "muted_languages", "favorite_genres", "services"), "[]")

    closed = client.post(
        f"/admin/accounts/profile/{profile.pk}/change/", {"user": another.pk, "is_private": "on", **words}
    )
    without_one = shown()
    ended = client.post(
        f"/admin/accounts/user/{author.pk}/change/",
        {"username": "author", "date_joined_0": "2026-03-01", "date_joined_1": "12:00:00"}
        | {"profile-TOTAL_FORMS": 1, "profile-INITIAL_FORMS": 1, "profile-0-user": author.pk}
        | {"profile-0-id": author.profile.pk}
        | {f"profile-0-{name}": value for name, value in words.items()},
    )

    assert (closed.status_code, without_one) == (302, [1, 1, 1, 1, 1])
    assert (ended.status_code, shown()) == (302, [0, 0, 0, 0, 0])
