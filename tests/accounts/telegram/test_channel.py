from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import DeliveryMode, DeliveryState, NotificationChannel
from accounts.models import Delivery, NotificationPreference, Profile, TelegramChat, TelegramMessage, User
from accounts.notifications.channels.base import RetryLater
from accounts.notifications.delivery import deliver_due, send_digests
from accounts.services.notifications import notify
from accounts.telegram.sending import KEEP, LEASE, prune_telegram, say_once
from tests.accounts.notifications.helpers import make_reader
from tests.fakes.telegram import BLOCKED, BROKEN, NO_CHAT, FakeTelegram, busy, hang_up, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(telegram: FakeTelegram) -> User:
    user = make_reader()
    TelegramChat.objects.create(user=user, chat_id=7)
    return user


def _news(reader: User, mode: str = DeliveryMode.NOW, text: str = "A & <b>B</b>", count: int = 1) -> list[Delivery]:
    NotificationPreference.objects.update_or_create(
        user=reader, kind="announcement", channel=NotificationChannel.TELEGRAM, defaults={"mode": mode}
    )
    for number in range(count):
        notify(recipient_id=reader.pk, kind="announcement", data={"text": f"{text}{number or ''}"}, url="/board/")
    rows = Delivery.objects.filter(channel=NotificationChannel.TELEGRAM).order_by("pk")
    return list(rows)


def _again(delivery: Delivery) -> None:
    """As if its worker had died before writing down that it was sent."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.PENDING, next_attempt_at=timezone.now() - timedelta(seconds=1)
    )


def _state(delivery: Delivery) -> tuple[str, str]:
    row = Delivery.objects.get(pk=delivery.pk)
    return row.state, row.last_error


def test_news_arrive_literally_with_a_button(reader: User, telegram: FakeTelegram, settings: Any) -> None:
    (delivery,) = _news(reader)
    deliver_due()

    assert telegram.said() == ["A & <b>B</b>"]
    assert telegram.sent[0].buttons == [{"text": "Open", "url": settings.SITE_URL + "/board/"}]
    assert telegram.sent[0].fields["chat_id"] == "7"
    assert _state(delivery) == ("sent", "")


def test_two_deliveries_of_one_event_are_one_message(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    deliver_due()
    _again(delivery)
    deliver_due()

    assert telegram.said() == ["A & <b>B</b>"]
    assert _state(delivery) == ("sent", "")


def test_worker_that_died_between_is_repeated_once(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    deliver_due()
    TelegramMessage.objects.update(sent_at=None, claimed_at=timezone.now() - LEASE)  # sent and not written down
    for _ in range(3):
        _again(delivery)
        deliver_due()

    assert len(telegram.said()) == 2
    assert _state(delivery) == ("sent", "")


def test_answer_that_was_lost_is_tried_once_more(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    telegram.behaviours += [hang_up, hang_up]
    deliver_due()
    assert _state(delivery) == ("pending", "UncertainError")
    for _ in range(3):
        _again(delivery)
        deliver_due()

    assert (telegram.said(), telegram.behaviours) == ([], [])
    assert _state(delivery) == ("sent", "")


def test_refused_connection_or_error_leaves_no_mark(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    telegram.behaviours.append(BROKEN)
    deliver_due()

    assert _state(delivery) == ("pending", "UpstreamUnavailableError")
    assert TelegramMessage.objects.count() == 0
    _again(delivery)
    deliver_due()
    assert telegram.said() == ["A & <b>B</b>"]


def test_wait_that_telegram_asks_for_is_kept(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    telegram.behaviours.append(busy(120))
    before = timezone.now()
    deliver_due()

    row = Delivery.objects.get(pk=delivery.pk)
    assert (row.state, row.last_error) == ("pending", "RetryLater")
    assert timedelta(seconds=120) <= row.next_attempt_at - before < timedelta(seconds=180)


@pytest.mark.parametrize("answer", [BLOCKED, NO_CHAT])
def test_closed_chat_ends_the_link(answer: Any, reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    telegram.behaviours.append(answer)
    deliver_due()

    assert _state(delivery) == ("failed", "The chat is closed to the bot")
    assert TelegramChat.objects.count() == 0


def test_message_that_telegram_refuses_is_given_up(reader: User, telegram: FakeTelegram) -> None:
    (delivery,) = _news(reader)
    telegram.behaviours.append(refuses(400, "Bad Request: something else"))
    deliver_due()

    assert _state(delivery) == ("failed", "Telegram refuses the message (400)")
    assert TelegramChat.objects.count() == 1


def test_digest_is_one_message(reader: User, telegram: FakeTelegram) -> None:
    _news(reader, mode=DeliveryMode.DIGEST, text="News ", count=3)
    send_digests(now=timezone.now() + timedelta(days=2))

    assert telegram.said() == ["3 pieces of news\n• News 2\n• News 1\n• News "]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_digest_of_many_is_cut_and_says_so(reader: User, telegram: FakeTelegram) -> None:
    _news(reader, mode=DeliveryMode.DIGEST, text="News ", count=32)
    send_digests(now=timezone.now() + timedelta(days=2))

    (text,) = telegram.said()
    assert text.startswith("32 pieces of news\n")
    assert text.endswith("\nand 2 more")


def test_digest_repeats_nothing_that_was_said(reader: User, telegram: FakeTelegram) -> None:
    _news(reader, mode=DeliveryMode.DIGEST, text="News ", count=2)
    send_digests(now=timezone.now() + timedelta(days=2))
    _news(reader, mode=DeliveryMode.DIGEST, text="Later ", count=1)
    Delivery.objects.update(state=DeliveryState.PENDING, next_attempt_at=timezone.now() - timedelta(days=1))
    send_digests()

    assert telegram.said()[1:] == ["1 piece of news\n• Later "]


def test_long_news_are_cut(reader: User, telegram: FakeTelegram) -> None:
    _news(reader, text="&" * 5000)
    deliver_due()

    assert telegram.said() == ["&" * 4095 + "…"]


def test_words_are_in_the_language_of_the_member(reader: User, telegram: FakeTelegram) -> None:
    Profile.objects.filter(user=reader).update(ui_language="te")
    _news(reader)
    deliver_due()

    assert telegram.said() == ["A & <b>B</b>"]


def test_who_linked_nothing_is_not_reached(telegram: FakeTelegram) -> None:
    assert _news(make_reader("bala")) == []


def test_another_worker_in_the_middle_is_waited_for(reader: User) -> None:
    TelegramMessage.objects.create(chat="7", key="x")
    with pytest.raises(RetryLater):
        say_once(chat="7", keys=["x"], send=lambda keys: None)


def test_error_lets_all_keys_go() -> None:
    def fail(keys: list[str]) -> None:
        raise ValueError(keys)

    with pytest.raises(ValueError, match="x"):
        say_once(chat="7", keys=["x", "y"], send=fail)

    assert TelegramMessage.objects.count() == 0


def test_what_was_said_is_forgotten_after_a_month(reader: User) -> None:
    TelegramMessage.objects.create(chat="7", key="x", claimed_at=timezone.now() - KEEP - timedelta(hours=1))
    TelegramMessage.objects.create(chat="7", key="y")

    assert prune_telegram() == 1
