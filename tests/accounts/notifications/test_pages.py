"""The inbox, the settings, the feed and the link of a letter, as pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from accounts.models import Delivery, Notification, NotificationFeed, NotificationPreference, User
from accounts.notifications.preferences import next_digest, profile_for
from accounts.notifications.unsubscribing import ALL, DIGEST, make_unsubscribe_token
from accounts.services.notification_settings import renew_feed, secret_of_feed
from accounts.services.notifications import notify
from tests.accounts.notifications.helpers import make_reader
from tests.factories import make_member

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NIGHT = datetime(2026, 3, 2, 20, tzinfo=UTC)  # 1:30 of the next day in India


@pytest.fixture
def reader() -> User:
    """Lives in India, with a confirmed address."""
    return make_reader(time_zone="Asia/Kolkata")


@pytest.fixture
def page(reader: User) -> Client:
    """The reader's browser."""
    client = Client()
    client.force_login(reader)
    return client


def told(reader: User, text: str = "Hello", url: str = "/browse/", now: datetime | None = None) -> Notification:
    row = notify(recipient_id=reader.pk, kind="announcement", data={"text": text}, url=url, now=now)
    assert row is not None
    return row


def body(response: Any) -> str:
    return response.content.decode()


def test_the_inbox_is_grouped_by_the_readers_days(reader: User) -> None:
    for hours in (0, 2, 26):
        told(reader, f"{hours} hours ago", now=NIGHT - timedelta(hours=hours))
    with time_machine.travel(NIGHT, tick=False):
        client = Client()
        client.force_login(reader)
        found = re.findall(r'class="news__day"[^>]*>([^<]+)<', body(client.get("/notifications/")))

    assert found == ["Today", "Yesterday", "March 1, 2026"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_any_length(
    reader: User, page: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        notify(recipient_id=reader.pk, kind="followed", actor_id=make_member(f"fan{number}").pk)

    with django_assert_num_queries(6):  # session, member, profile, unread, how many, the page
        response = page.get("/notifications/")

    assert body(response).count('class="news__row news__row--new"') == rows
    assert "no-store" in response["Cache-Control"]


def test_opening_marks_as_read_and_leads_on(reader: User, page: Client) -> None:
    row, other = told(reader), told(reader, "Another")

    response = page.post(f"/notifications/{row.pk}/open/")

    assert (response.status_code, response["Location"]) == (302, "/browse/")
    assert list(Notification.objects.filter(read_at=None)) == [other]


def test_anothers_notification_does_not_open(page: Client) -> None:
    row = told(make_reader("bala"))

    assert page.post(f"/notifications/{row.pk}/open/").status_code == 404
    assert Notification.objects.filter(read_at=None).count() == 1


def test_all_can_be_marked_as_read(reader: User, page: Client) -> None:
    told(reader)
    others = told(make_reader("bala"))

    page.post("/notifications/read/")

    assert list(Notification.objects.filter(read_at=None)) == [others]


def test_the_bell_says_how_many_and_costs_visitors_nothing(
    reader: User, page: Client, django_assert_num_queries: Any
) -> None:
    told(reader)

    assert 'aria-label="Inbox, 1 new"' in body(page.get("/settings/"))
    assert [page.get("/notifications/bell/", {"known": known}).status_code for known in ("1", "0")] == [204, 200]
    with django_assert_num_queries(0):
        assert body(Client().get("/notifications/bell/")).strip() == ""


def test_preferences_are_kept(reader: User, page: Client) -> None:
    shown = page.get("/settings/notifications/").context["form"]
    values = {name: field.initial for name, field in shown.fields.items()}

    response = page.post("/settings/notifications/", {**values, "email-followed": "now", "digest": "daily"})

    assert (response.status_code, response["Location"]) == (302, "/settings/notifications/")
    assert NotificationPreference.objects.get(user=reader, kind="followed", channel="email").mode == "now"
    reader.profile.refresh_from_db()
    assert reader.profile.digest == "daily"


def test_a_mode_that_is_none_is_told_beside_its_field(reader: User, page: Client) -> None:
    response = page.post("/settings/notifications/", {"email-followed": "hourly", "digest": "daily"})

    assert "email-followed" in response.context["form"].errors
    assert NotificationPreference.objects.count() == 0


def test_security_is_no_choice(page: Client) -> None:
    assert "email-security" not in page.get("/settings/notifications/").context["form"].fields


def test_another_rhythm_moves_what_waits(reader: User, page: Client) -> None:
    told(reader)
    values = {
        name: field.initial for name, field in page.get("/settings/notifications/").context["form"].fields.items()
    }
    with time_machine.travel(NIGHT, tick=False):
        client = Client()
        client.force_login(reader)
        client.post("/settings/notifications/", {**values, "digest": "daily"})

    assert Delivery.objects.get().next_attempt_at == datetime(2026, 3, 3, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 8, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),  # clocks go on
        ("Europe/Berlin", datetime(2026, 10, 24, 8, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),  # and back
        ("Nowhere/Else", datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)),
    ],
)
def test_mornings_are_mornings_when_clocks_change(zone: str, now: datetime, expected: datetime) -> None:
    reader = User.objects.select_related("profile").get(pk=make_reader(time_zone=zone, digest="daily").pk)

    assert next_digest(profile_for(reader), now) == expected


def feed_of(user: User) -> str:
    return reverse("accounts:notification-feed", args=[secret_of_feed(renew_feed(user=user))])


def test_the_feed_tells_what_is_new_but_for_security(reader: User) -> None:
    told(reader, "News & more")
    notify(recipient_id=reader.pk, kind="security", data={"event": "exported"})

    response = Client().get(feed_of(reader))

    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["News & more"]
    assert [entry.find(f"{ATOM}link").get("href") for entry in entries] == ["http://127.0.0.1:8000/browse/"]  # type: ignore[union-attr]
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"


def test_an_unchanged_feed_is_not_sent_again(reader: User) -> None:
    address = feed_of(reader)
    etag = Client().get(address)["ETag"]

    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_new_address_ends_the_old_one(reader: User, page: Client) -> None:
    old = feed_of(reader)
    page.post("/settings/notifications/feed/")
    new = reverse("accounts:notification-feed", args=[secret_of_feed(NotificationFeed.objects.get())])

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]

    page.post("/settings/notifications/feed/end/")
    assert Client().get(new).status_code == 404


def link(user: User, scope: str) -> str:
    return reverse("accounts:unsubscribe", args=[make_unsubscribe_token(user, scope)])


def stopped(user: User) -> set[str]:
    rows = NotificationPreference.objects.filter(user=user, channel="email", mode="off")
    return set(rows.values_list("kind", flat=True))


def test_following_the_link_stops_nothing_and_the_button_does(reader: User) -> None:
    address = link(reader, "followed")
    client = Client(enforce_csrf_checks=True)
    client.get(address)
    before = stopped(reader)

    response = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (before, stopped(reader), response.status_code) == (set(), {"followed"}, 200)


def test_a_digests_link_stops_what_goes_by_digest(reader: User) -> None:
    Client().post(link(reader, DIGEST))

    assert stopped(reader) == {"announcement", "followed", "import_found", "list_cloned", "review_liked"}


def test_all_can_be_stopped_but_security(reader: User) -> None:
    Client().post(link(reader, "followed"), {"scope": ALL})

    assert stopped(reader) == {
        "announcement", "followed", "import_done", "import_found", "list_cloned", "list_shared", "report_seen",
        "review_liked",
    }  # fmt: skip
    notify(recipient_id=reader.pk, kind="security", data={"event": "exported"})
    assert Delivery.objects.get().mode == "now"


def test_a_changed_link_is_refused(reader: User) -> None:
    token = make_unsubscribe_token(reader, "followed")

    assert Client().post(reverse("accounts:unsubscribe", args=[token[:-1] + "-"])).status_code == 404
    assert stopped(reader) == set()
