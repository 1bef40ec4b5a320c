"""Deliveries are sent once, tried again with growing pauses, and given up in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.admin.sites import site
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.enums import DeliveryState
from accounts.models import Delivery, Notification, NotificationPreference, User
from accounts.notifications import delivery as engine
from accounts.notifications.channels.base import GiveUp, RetryLater
from accounts.notifications.delivery import LEASE, MAX_ATTEMPTS, deliver_due, pause_after, send_digests
from accounts.notifications.own_kinds import ANNOUNCEMENT, FOLLOWED
from accounts.services.notifications import mark_read, notify
from tests.accounts.notifications.helpers import Pigeon, flying, make_reader
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
REFUSED = "The address refuses letters (550)"
MONDAY = datetime(2026, 3, 2, 7, 59, tzinfo=UTC)


def wants(user: User, kind: str, mode: str, channel: str = "email") -> None:
    NotificationPreference.objects.update_or_create(user=user, kind=kind, channel=channel, defaults={"mode": mode})


def told(user: User, now: datetime | None = None, text: str = "Hello") -> Delivery:
    row = notify(recipient_id=user.pk, kind=ANNOUNCEMENT, data={"text": text}, now=now)
    return Delivery.objects.filter(notification=row).latest("id")


@pytest.fixture
def reader() -> User:
    """Wants announcements at once."""
    user = make_reader()
    wants(user, ANNOUNCEMENT, "now")
    return user


def test_a_letter_is_sent_and_written_down(reader: User) -> None:
    row = told(reader)

    deliver_due()
    deliver_due()

    row.refresh_from_db()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["asha@example.org"], "Hello")]
    assert (row.state, row.attempts, row.sent_at is not None) == (DeliveryState.SENT, 1, True)


@pytest.mark.django_db(transaction=True)
def test_what_is_for_now_is_sent_when_the_change_is_committed(reader: User) -> None:
    told(reader)

    assert [letter.subject for letter in mail.outbox] == ["Hello"]


def test_letters_say_how_to_stop_them(reader: User) -> None:
    row = told(reader)
    deliver_due()

    headers = mail.outbox[0].extra_headers
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Message-ID"] == f"<notification-{row.pk}@127.0.0.1>"
    assert link in mail.outbox[0].body
    assert link in str(mail.outbox[0].alternatives[0][0])
    assert Client().get(link.partition("8000")[2]).status_code == 200


def test_a_failure_is_tried_again_with_growing_pauses_and_given_up() -> None:
    reader = make_reader()
    wants(reader, ANNOUNCEMENT, "now", "telegram")
    wants(reader, ANNOUNCEMENT, "off")
    pauses = []
    with flying(Pigeon([OSError("secret token")] * 20)) as pigeon, time_machine.travel(MONDAY, tick=False) as clock:
        row = told(reader)
        for _ in range(MAX_ATTEMPTS + 2):
            deliver_due()
            row.refresh_from_db()
            pauses.append((row.next_attempt_at - timezone.now()).total_seconds())
            clock.move_to(max(row.next_attempt_at, timezone.now()))

    assert (row.state, row.attempts, row.last_error) == (DeliveryState.FAILED, MAX_ATTEMPTS, "OSError")
    assert pigeon.carried == []
    assert [15 * 2**step <= pauses[step] <= 30 * 2**step for step in range(MAX_ATTEMPTS - 1)] == [True] * 7


def test_pauses_have_an_end_and_are_never_alike() -> None:
    assert len({pause_after(3) for _ in range(50)}) > 40
    assert max(pause_after(40) for _ in range(50)) <= timedelta(hours=6)


def test_the_other_sides_wish_to_wait_is_obeyed() -> None:
    reader = make_reader()
    wants(reader, ANNOUNCEMENT, "now", "telegram")
    wants(reader, ANNOUNCEMENT, "off")
    with flying(Pigeon([RetryLater(90)])) as pigeon, time_machine.travel(MONDAY, tick=False) as clock:
        row = told(reader)
        deliver_due()
        clock.shift(timedelta(seconds=89))
        early = deliver_due()
        clock.shift(timedelta(seconds=1))
        deliver_due()

    assert (early, pigeon.carried) == (0, [row.pk])


def test_what_cannot_work_is_given_up_at_once() -> None:
    reader = make_reader()
    wants(reader, ANNOUNCEMENT, "now", "telegram")
    wants(reader, ANNOUNCEMENT, "off")
    with flying(Pigeon([GiveUp("The chat is gone")])):
        row = told(reader)
        deliver_due()

    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.FAILED, 1, "The chat is gone")


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (SMTPRecipientsRefused({"asha@example.org": (550, b"no such user")}), "failed", REFUSED),
        (SMTPRecipientsRefused({"asha@example.org": (451, b"later")}), "pending", "SMTPRecipientsRefused"),
        (SMTPAuthenticationError(535, b"hunter2"), "pending", "SMTPAuthenticationError 535"),
        (SMTPServerDisconnected("hunter2"), "pending", "SMTPServerDisconnected"),
    ],
)  # fmt: skip
def test_errors_of_mail_servers(reader: User, error: Exception, state: str, said: str) -> None:
    row = told(reader)
    with patch("django.core.mail.EmailMultiAlternatives.send", side_effect=error):
        deliver_due()

    row.refresh_from_db()
    assert (row.state, row.last_error) == (state, said)


def test_the_claim_of_a_dead_worker_lapses(reader: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = told(reader)
        claimed = engine._claim_next(timezone.now())
        during = deliver_due()
        clock.shift(LEASE)
        after = deliver_due()

    row.refresh_from_db()
    assert (claimed.pk if claimed else None, during, after) == (row.pk, 0, 1)
    assert (row.state, row.attempts, len(mail.outbox)) == (DeliveryState.SENT, 2, 1)


def test_a_worker_that_comes_too_late_changes_nothing(reader: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        row = told(reader)
        late = engine._claim_next(timezone.now())
        clock.shift(LEASE)
        deliver_due()
        assert late is not None
        engine._give_up([late], "Too late")

    row.refresh_from_db()
    assert (row.state, row.last_error) == (DeliveryState.SENT, "")


@pytest.mark.parametrize("change", ["off", "no address", "inactive", "no channel"])
def test_what_is_no_longer_wanted_is_skipped(reader: User, change: str) -> None:
    row = told(reader)
    match change:
        case "off":
            wants(reader, ANNOUNCEMENT, "off")
        case "no address":
            User.objects.filter(pk=reader.pk).update(email="", email_key=None)
        case "inactive":
            User.objects.filter(pk=reader.pk).update(is_active=False)
        case "no channel":
            Delivery.objects.filter(pk=row.pk).update(channel="telegram")

    deliver_due()

    row.refresh_from_db()
    assert (row.state, mail.outbox) == (DeliveryState.SKIPPED, [])


def test_a_digest_is_one_letter_in_the_morning_and_only_once() -> None:
    reader = make_reader(digest="daily", time_zone="Asia/Kolkata")
    evening = datetime(2026, 3, 2, 14, tzinfo=UTC)  # 19:30 there
    for minute, text in enumerate(("First", "Second")):
        told(reader, evening + timedelta(minutes=minute), text)
    night, morning = datetime(2026, 3, 3, 2, 29, tzinfo=UTC), datetime(2026, 3, 3, 2, 30, tzinfo=UTC)

    tried = [send_digests(now=now) for now in (night, morning, morning + timedelta(hours=1))]

    assert tried == [0, 1, 0]
    assert [letter.subject for letter in mail.outbox] == ["2 things are new on Marquee"]
    assert mail.outbox[0].body.index("- Second") < mail.outbox[0].body.index("- First")
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.SENT}


def test_a_weekly_digest_waits_for_monday() -> None:
    reader = make_reader(digest="weekly")
    told(reader, MONDAY + timedelta(minutes=2))

    tried = [send_digests(now=MONDAY + timedelta(days=days, minutes=1)) for days in (1, 6, 7)]

    assert tried == [0, 0, 1]


def test_a_digest_of_what_was_read_on_the_site_is_not_sent() -> None:
    reader = make_reader(digest="daily")
    told(reader, MONDAY)
    mark_read(user=reader)

    send_digests(now=MONDAY + timedelta(hours=1))

    assert (mail.outbox, Delivery.objects.get().state) == ([], DeliveryState.SKIPPED)


def test_a_digest_that_failed_comes_later_as_one() -> None:
    reader = make_reader(digest="daily")
    for text in ("First", "Second"):
        told(reader, MONDAY, text)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False) as clock:
        with patch("django.core.mail.EmailMultiAlternatives.send", side_effect=OSError):
            send_digests()
        clock.shift(timedelta(minutes=1))
        send_digests()

    assert [letter.subject for letter in mail.outbox] == ["2 things are new on Marquee"]


def test_a_long_digest_names_the_rest() -> None:
    reader = make_reader(digest="daily")
    for number in range(53):
        told(reader, MONDAY + timedelta(seconds=number), f"News {number}")

    send_digests(now=MONDAY + timedelta(hours=1))

    assert mail.outbox[0].body.count("\n- ") == 50
    assert "and 3 more in your inbox" in mail.outbox[0].body


def test_names_cannot_write_markup_into_letters(reader: User) -> None:
    told(reader, text="<script>alert(1)</script>\r\nBcc: x@example.org")
    deliver_due()

    letter = mail.outbox[0]
    assert "<script>" not in str(letter.alternatives[0][0])
    assert letter.subject == "<script>alert(1)</script> Bcc: x@example.org"


def test_curators_can_have_failed_ones_tried_again(reader: User) -> None:
    row = told(reader)
    Delivery.objects.filter(pk=row.pk).update(state="failed", attempts=8)
    curator = make_member("bala", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(curator)

    client.post("/admin/accounts/delivery/", {"action": "try_again", "_selected_action": [row.pk]})

    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)
    assert site.is_registered(Delivery)


def _work() -> list[str]:
    mail.outbox = []
    while deliver_due(limit=10):
        pass
    return [letter.extra_headers["Message-ID"] for letter in mail.outbox]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_workers_send_a_hundred_letters_once_each(reader: User) -> None:
    rows = [Notification(recipient=reader, kind=FOLLOWED) for _ in range(100)]
    wants(reader, FOLLOWED, "now")
    for row in rows:
        row.save()
    Delivery.objects.bulk_create([Delivery(notification=row, channel="email") for row in rows])

    sent = run_in_processes(_work, [()] * 4)

    letters = [letter for by_worker in sent for letter in by_worker]
    assert (len(letters), len(set(letters))) == (100, 100)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def _digest() -> int:
    mail.outbox = []
    send_digests(now=MONDAY + timedelta(hours=1))
    return len(mail.outbox)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_digest_once() -> None:
    for number in range(5):
        reader = make_reader(f"reader{number}", digest="daily")
        for _ in range(3):
            told(reader, MONDAY)

    sent = run_in_processes(_digest, [()] * 4)

    assert sum(sent) == 5
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
