"""Who is told of what, how often, and who never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from accounts.models import Block, Delivery, Mute, Notification, NotificationPreference, Profile, User
from accounts.notifications.inbox import inbox_of, items_of, unread_count
from accounts.notifications.own_kinds import ANNOUNCEMENT, FOLLOWED
from accounts.services.notifications import mark_read, notify, prune_notifications
from moviesite.events.bus import publish
from ratings.news import IMPORT_FOUND, REVIEW_LIKED
from ratings.services.lists import create_list
from ratings.services.lists.copies import copy_list
from ratings.services.lists.people import invite_to_list
from ratings.services.reviews import set_review_like, write_review
from tests.accounts.notifications.helpers import make_reader
from tests.factories import make_member, make_title
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def words(user: User) -> list[str]:
    return [item.text for item in items_of(inbox_of(user.pk), user)]


def liked(reader: User, actor: User, now: datetime = NOON) -> Notification | None:
    return notify(
        recipient_id=reader.pk,
        kind=REVIEW_LIKED,
        actor_id=actor.pk,
        data={"title": "Eega"},
        url="/title/1/",
        dedupe_key="7",
        fold=True,
        now=now,
    )


def test_twelve_likes_of_a_day_are_one_notification() -> None:
    reader = make_reader()
    fans = [make_member(f"fan{number:02d}") for number in range(12)]
    for fan in fans:
        liked(reader, fan)

    assert words(reader) == ["@fan11 and 11 others liked your review of Eega"]
    assert Delivery.objects.count() == 1


def test_a_second_like_is_told_with_one_other_and_makes_it_unread_again() -> None:
    reader = make_reader()
    liked(reader, make_member("bala"))
    mark_read(user=reader)

    liked(reader, make_member("chitra"), NOON + timedelta(hours=1))

    row = Notification.objects.get()
    assert words(reader) == ["@chitra and 1 other liked your review of Eega"]
    assert (row.read_at, row.created_at) == (None, NOON + timedelta(hours=1))


def test_the_same_fan_counts_once_and_leaves_it_read() -> None:
    reader, fan = make_reader(), make_member("bala")
    liked(reader, fan)
    mark_read(user=reader)

    liked(reader, fan)

    assert words(reader) == ["@bala liked your review of Eega"]
    assert unread_count(reader.pk) == 0


def test_the_next_day_is_another_notification() -> None:
    reader = make_reader()
    liked(reader, make_member("bala"))
    liked(reader, make_member("chitra"), NOON + timedelta(days=1))

    assert words(reader) == ["@chitra liked your review of Eega", "@bala liked your review of Eega"]


def test_the_same_key_is_told_once() -> None:
    reader, actor = make_reader(), make_member("bala")
    for _ in range(2):
        notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=actor.pk, dedupe_key=str(actor.pk))

    assert words(reader) == ["@bala follows you now"]


def test_numbers_of_a_day_are_the_latest() -> None:
    reader = make_reader()
    for found in (3, 3, 5):
        data = {"file": "ratings.csv", "found": found}
        notify(recipient_id=reader.pk, kind=IMPORT_FOUND, data=data, dedupe_key="1", fold=True)

    assert words(reader) == ["5 films of ratings.csv have come into the catalog"]


@pytest.mark.parametrize("silence", ["themselves", "muted", "blocks", "blocked", "gone"])
def test_nobody_hears_of_these(silence: str) -> None:
    reader, actor = make_reader(), make_member("bala")
    actor_id = actor.pk
    match silence:
        case "themselves":
            actor_id = reader.pk
        case "muted":
            Mute.objects.create(muter=reader, muted=actor)
        case "blocks":
            Block.objects.create(blocker=reader, blocked=actor)
        case "blocked":
            Block.objects.create(blocker=actor, blocked=reader)
        case "gone":
            actor.delete()

    assert notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=actor_id) is None
    assert Notification.objects.count() == 0


def test_being_muted_by_the_reader_alone_silences() -> None:
    reader, actor = make_reader(), make_member("bala")
    Mute.objects.create(muter=actor, muted=reader)

    notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=actor.pk)

    assert words(reader) == ["@bala follows you now"]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_demo": True}])
def test_who_cannot_read_is_not_told(fields: dict[str, bool]) -> None:
    reader = make_member("asha", **fields)

    assert notify(recipient_id=reader.pk, kind=ANNOUNCEMENT, data={"text": "Hello"}) is None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_notification_leads_to_this_site_alone(url: str) -> None:
    with pytest.raises(ValueError, match="path on this site"):
        notify(recipient_id=make_reader().pk, kind=ANNOUNCEMENT, url=url)


def test_an_unregistered_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no registered kind"):
        notify(recipient_id=make_reader().pk, kind="nothing")


def test_names_are_those_that_members_show() -> None:
    reader, open_one, private = make_reader(), make_member("bala"), make_member("chitra")
    Profile.objects.filter(user=open_one).update(display_name="Bala K")
    Profile.objects.filter(user=private).update(display_name="Secret", is_private=True)
    for actor in (open_one, private):
        notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=actor.pk)

    assert sorted(words(reader)) == ["@chitra follows you now", "Bala K follows you now"]


def test_a_kind_of_an_app_that_is_gone_is_still_read() -> None:
    reader = make_reader()
    Notification.objects.create(recipient=reader, kind="of-old")

    assert words(reader) == ["There is news for you."]


def test_words_are_made_when_they_are_read() -> None:
    reader = make_reader()
    notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=make_member("bala").pk)

    with translation.override("en"):
        assert words(reader) == ["@bala follows you now"]


def test_the_count_follows_the_inbox(django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any) -> None:
    reader = make_reader()
    assert unread_count(reader.pk) == 0
    with django_capture_on_commit_callbacks(execute=True):
        notify(recipient_id=reader.pk, kind=ANNOUNCEMENT)

    with django_assert_num_queries(1):
        counts = [unread_count(reader.pk) for _ in range(3)]

    assert counts == [1, 1, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_inbox_costs_one_query(rows: int, django_assert_num_queries: Any) -> None:
    reader = User.objects.select_related("profile").get(pk=make_reader().pk)
    for number in range(rows):
        notify(recipient_id=reader.pk, kind=FOLLOWED, actor_id=make_member(f"fan{number}").pk)

    with django_assert_num_queries(1):
        found = words(reader)

    assert len(found) == rows


def test_what_was_read_long_ago_is_pruned_and_the_rest_stays() -> None:
    reader = make_reader()
    for days in (None, 89, 91):
        read_at = None if days is None else NOON - timedelta(days=days)
        Notification.objects.create(recipient=reader, kind=ANNOUNCEMENT, read_at=read_at)

    assert prune_notifications(now=NOON) == 1
    assert sorted(str(row.read_at) for row in Notification.objects.all()) == sorted(
        ["None", str(NOON - timedelta(days=89))]
    )


def test_preferences_say_what_goes_out() -> None:
    reader = make_reader()
    NotificationPreference.objects.create(user=reader, kind=FOLLOWED, channel="email", mode="now")
    NotificationPreference.objects.create(user=reader, kind=ANNOUNCEMENT, channel="email", mode="off")
    for kind in (FOLLOWED, ANNOUNCEMENT):
        notify(recipient_id=reader.pk, kind=kind)

    assert [(row.notification.kind, row.channel, row.mode) for row in Delivery.objects.all()] == [
        (FOLLOWED, "email", "now")
    ]


def test_an_unconfirmed_address_gets_nothing() -> None:
    reader = make_member("asha", email="asha@example.org")

    notify(recipient_id=reader.pk, kind=FOLLOWED)

    assert Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_events_become_notifications() -> None:
    reader, actor = make_reader(), make_member("bala")
    review = write_review(member=reader, title_id=make_title("Eega").pk, text="Seen twice.")
    mine = create_list(owner=reader, name="Rainy week", visibility="public")
    theirs = create_list(owner=actor, name="Best of 1989", visibility="public")
    set_review_like(member=actor, review_id=review.pk, liked=True)
    copy_list(member=actor, original=mine)
    invite_to_list(owner=actor, list_id=theirs.pk, username=reader.username)
    with transaction.atomic():
        publish(
            "member_followed",
            aggregate=f"member:{reader.pk}",
            payload={"follower_id": actor.pk, "followed_id": reader.pk},
        )

    assert words(reader) == [
        "@bala follows you now",
        "@bala asks you to work on the list “Best of 1989”",
        "@bala copied your list “Rainy week”",
        "@bala liked your review of Eega",
    ]
    assert {row.url for row in Notification.objects.all()} == {
        "/@bala/",
        theirs.get_absolute_url(),
        mine.get_absolute_url(),
        review.title.get_absolute_url(),
    }


def _like(reader_id: int, actor_id: int) -> None:
    notify(recipient_id=reader_id, kind=REVIEW_LIKED, actor_id=actor_id, dedupe_key="7", fold=True, now=NOON)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_likes_of_one_moment_are_one_notification_and_all_count() -> None:
    reader = make_reader()
    fans = [make_member(f"fan{number}") for number in range(6)]

    run_in_processes(_like, [(reader.pk, fan.pk) for fan in fans])

    row = Notification.objects.get()
    assert (row.data["count"], sorted(row.data["actor_ids"])) == (6, sorted(fan.pk for fan in fans))
    assert Delivery.objects.count() == 1
