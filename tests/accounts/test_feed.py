"""Feeds: who appears in whose, what is folded, what is hidden by now, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Activity, Profile, User
from accounts.selectors.activity import entries_of, feed_of, folded
from accounts.services.activity import forget_activity, prune_activities, record_activity
from accounts.services.people import block_member, follow_member, mute_member
from matchups.services.top4 import clear_top4, set_top4
from ratings.enums import ActivityKind
from ratings.models import DiaryEntry, Review
from ratings.receivers import import_came
from ratings.services.diary import delete_viewing, log_viewing
from ratings.services.feed import tell_rating, tell_review
from ratings.services.lists import add_to_list, create_list, delete_list, update_list
from ratings.services.rating import delete_rating, rate_title
from ratings.services.reviews import write_review
from tests.factories import make_member, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(member: User, other_member: User) -> User:
    """Somebody whom the member follows."""
    follow_member(member=member, followed=other_member)
    Activity.objects.all().delete()
    return other_member


def rate(member: User, title_id: int, value: float = 4) -> None:
    """A rating, and its news as the outbox brings it."""
    rate_title(member=member, title_id=title_id, value=value)
    tell_rating(member_id=member.pk, title_id=title_id)


def kinds(member: User) -> list[str]:
    return [entry.activity.kind for entry in entries_of(list(feed_of(member)), viewer_id=member.pk)]


def test_everything_a_friend_does_is_in_the_feed_the_latest_first(member: User, friend: User) -> None:
    titles = make_titles(5)
    rate(friend, titles[0].pk)
    review = write_review(member=friend, title_id=titles[1].pk, text="Seen twice.")
    tell_review(review_id=review.pk)
    log_viewing(member=friend, title_id=titles[2].pk, watched_on=timezone.now().date())
    rainy = create_list(owner=friend, name="Rain")
    add_to_list(member=friend, list_id=rainy.pk, title_id=titles[0].pk)
    set_top4(member=friend, title_ids=[title.pk for title in titles[:4]])
    follow_member(member=friend, followed=make_member("nila"))
    import_came({"user_id": friend.pk, "source": "imdb"})
    order = ["rated", "reviewed", "logged", "listed", "top_four", "followed", "imported"]
    for place, kind in enumerate(order):
        Activity.objects.filter(kind=kind).update(created_at=timezone.now() - timedelta(hours=place))

    assert kinds(member) == order
    page = Client()
    page.force_login(member)
    assert page.get("/feed/").status_code == 200
    api = APIClient()
    api.force_authenticate(member)
    answer = api.get("/api/user/feed")
    assert [row["kind"] for row in answer.json()["results"]] == order
    assert answer.json()["results"][0]["detail"] == {"rating": 4.0}
    assert answer.json()["results"][0]["movie"]["id"] == titles[0].pk
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_taken_back_is_no_longer_told(member: User, friend: User) -> None:
    titles = make_titles(4)
    rate(friend, titles[0].pk)
    viewing = log_viewing(member=friend, title_id=titles[1].pk, watched_on=timezone.now().date())
    made = create_list(owner=friend, name="Rain")
    set_top4(member=friend, title_ids=[title.pk for title in titles])

    delete_rating(member=friend, title_id=titles[0].pk)
    tell_rating(member_id=friend.pk, title_id=titles[0].pk)
    delete_viewing(member=friend, entry_id=viewing.pk)
    delete_list(owner=friend, list_id=made.pk)
    clear_top4(member=friend)

    assert Activity.objects.count() == 0


def test_news_that_come_late_or_twice_do_no_harm(member: User, friend: User) -> None:
    title = make_titles(1)[0]
    rate(friend, title.pk, 2)
    rate(friend, title.pk, 5)
    tell_rating(member_id=friend.pk, title_id=title.pk)

    entries = entries_of(list(feed_of(member)), viewer_id=member.pk)

    assert [entry.news.data["detail"] for entry in entries] == [{"rating": 5.0}]


def test_a_rating_given_with_a_viewing_is_told_once(member: User, friend: User) -> None:
    title = make_titles(1)[0]
    log_viewing(member=friend, title_id=title.pk, watched_on=timezone.now().date(), rating=4)
    tell_rating(member_id=friend.pk, title_id=title.pk)

    assert kinds(member) == ["logged"]


def test_strangers_blocked_muted_and_private_members_stay_out(member: User, friend: User) -> None:
    title = make_titles(1)[0]
    muted, blocked, hidden, stranger = (make_member(name) for name in ("nila", "ravi", "kavya", "tom"))
    for other in (muted, blocked, hidden):
        follow_member(member=member, followed=other)
    for actor in (friend, muted, blocked, hidden, stranger):
        rate(actor, title.pk)
    mute_member(member=member, muted=muted)
    block_member(member=blocked, blocked=member)
    Profile.objects.filter(user=hidden).update(is_private=True)

    assert [row.actor for row in feed_of(member).filter(kind="rated")] == [friend]


@pytest.mark.parametrize(("readers", "told"), [("public", ["logged"]), ("followers", ["logged"]), ("private", [])])
def test_a_diary_is_told_as_it_is_set_now(readers: str, told: list[str], member: User, friend: User) -> None:
    log_viewing(member=friend, title_id=make_titles(1)[0].pk, watched_on=timezone.now().date())
    Profile.objects.filter(user=friend).update(diary_visibility=readers)

    assert kinds(member) == told


def test_private_lists_and_diaries_are_not_even_written_down(friend: User) -> None:
    Profile.objects.filter(user=friend).update(diary_visibility="private")
    log_viewing(member=friend, title_id=make_titles(1)[0].pk, watched_on=timezone.now().date())
    made = create_list(owner=friend, name="Rain")
    words = {"name": "Rain", "description": "", "is_ranked": False}
    counts = []
    for visibility in ("private", "followers", "unlisted"):
        update_list(owner=friend, list_id=made.pk, visibility=visibility, **words)
        counts.append(Activity.objects.count())

    assert (counts, DiaryEntry.objects.count()) == ([0, 1, 0], 1)


def test_a_run_is_folded_and_others_part_it(member: User, friend: User) -> None:
    titles, other = make_titles(5), make_member("nila")
    follow_member(member=member, followed=other)
    Activity.objects.all().delete()
    now = timezone.now()
    for hours, (actor, title) in enumerate(
        [(friend, titles[0]), (friend, titles[1]), (other, titles[2]), (friend, titles[3]), (friend, titles[4])]
    ):
        rate(actor, title.pk)
        Activity.objects.filter(actor=actor, subject_id=title.pk).update(created_at=now - timedelta(hours=hours))
    Activity.objects.filter(subject_id=titles[4].pk).update(created_at=now - timedelta(hours=40))

    items = folded(entries_of(list(feed_of(member)), viewer_id=member.pk))

    assert [len(item.entries) for item in items] == [2, 1, 1, 1]


def test_imports_make_one_entry_a_day_and_undoing_none(friend: User) -> None:
    for source in ("imdb", "letterboxd", "imdb"):
        import_came({"user_id": friend.pk, "source": source})
    assert Activity.objects.filter(kind=ActivityKind.IMPORTED).count() == 1
    Activity.objects.all().delete()

    import_came({"user_id": friend.pk, "source": "undo"})

    assert Activity.objects.count() == 0


def test_a_review_of_long_ago_that_an_import_brings_is_no_news(friend: User) -> None:
    review = write_review(member=friend, title_id=make_titles(1)[0].pk, text="Seen twice.")
    Review.objects.update(created_at=timezone.now() - timedelta(days=400))

    tell_review(review_id=review.pk)

    assert Activity.objects.count() == 0


@pytest.mark.parametrize("path", ["/feed/", "/api/user/feed", "/feed/parts/home/"])
def test_a_page_costs_as_much_for_three_as_for_one(path: str, member: User, friend: User) -> None:
    titles = iter(make_titles(12))
    client, counts = Client(), []
    client.force_login(member)
    others = iter(make_member(name) for name in ("nila", "ravi", "kavya"))
    for more in (1, 2):
        for _ in range(more):
            rate(friend, next(titles).pk)
            tell_review(review_id=write_review(member=friend, title_id=next(titles).pk, text="Good.").pk)
            log_viewing(member=friend, title_id=next(titles).pk, watched_on=timezone.now().date())
            made = create_list(owner=friend, name="Rain")
            add_to_list(member=friend, list_id=made.pk, title_id=next(titles).pk)
            follow_member(member=friend, followed=next(others))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_empty_feed_names_people_to_begin_with(member: User, other_member: User, client: Client) -> None:
    follow_member(member=make_member("nila"), followed=other_member)
    client.force_login(member)

    page: Any = client.get("/feed/")

    assert page.context["suggested"][0] == other_member
    assert page.context["items"] == []


def test_old_entries_are_pruned(member: User) -> None:
    now = timezone.now()
    for number, days in enumerate((181, 179)):
        record_activity(kind="rated", actor_id=member.pk, subject_id=number, at=now - timedelta(days=days))

    assert prune_activities(now=now) == 1
    assert list(Activity.objects.values_list("subject_id", flat=True)) == [1]


def test_what_is_forgotten_is_the_named_actors_alone(member: User, other_member: User) -> None:
    for actor in (member, other_member):
        record_activity(kind="rated", actor_id=actor.pk, subject_id=1)

    assert forget_activity(kind="rated", subject_ids=[1], actor_id=member.pk) == 1
    assert Activity.objects.get().actor == other_member
