from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from accounts.models import TelegramMessage
from accounts.telegram.client import NAME
from accounts.telegram.sending import LEASE
from adminpanel.models import FeaturedSlot
from adminpanel.selectors.overview.health import Lamp, Light, health
from adminpanel.services.telegram.posting import _claim, _due, announce_featured
from catalog.enums import TitleStatus
from moviesite.common.http.breaker import Breaker
from tests.factories import make_title
from tests.fakes.telegram import BROKEN, FakeTelegram, busy, hang_up, refuses

pytestmark = pytest.mark.django_db


def _slot(**fields: Any) -> FeaturedSlot:
    title = make_title("Eega & Co", poster_url=fields.pop("poster_url", "https://images.example/eega.jpg"))
    return FeaturedSlot.objects.create(
        title=title,
        **{
            "headline": "Festival <week>", "blurb": "Why now", "announce": True,
            "starts_at": timezone.now() - timedelta(minutes=1), **fields,
        },
    )  # fmt: skip


def _announced(slot: FeaturedSlot) -> datetime | None:
    return FeaturedSlot.objects.get(pk=slot.pk).announced_at


def _later(slot: FeaturedSlot) -> datetime:
    found = FeaturedSlot.objects.get(pk=slot.pk).announce_next_at
    assert found is not None
    return found


def test_post_has_picture_words_and_buttons(telegram: FakeTelegram, settings: Any) -> None:
    slot = _slot()

    assert announce_featured() == 1
    (sent,) = telegram.sent
    assert (sent.method, sent.fields["chat_id"], sent.fields["photo"]) == (
        "sendPhoto", "@marquee", "https://images.example/eega.jpg",
    )  # fmt: skip
    assert sent.text == "Festival <week>\nEega & Co\n2012 · Telugu\n\nWhy now"
    page = settings.SITE_URL + slot.title.get_absolute_url()
    assert [button["text"] for button in sent.buttons] == ["Open", "Rate"]
    assert sent.buttons[0]["url"] == page
    assert _announced(slot) is not None


def test_title_without_a_picture_has_a_preview_of_its_page(telegram: FakeTelegram) -> None:
    _slot(poster_url="")
    announce_featured()

    assert [sent.method for sent in telegram.sent] == ["sendMessage"]
    assert '"prefer_large_media":true' in telegram.sent[0].fields["link_preview_options"]


def test_picture_that_telegram_cannot_fetch_gives_way_to_the_preview(telegram: FakeTelegram) -> None:
    slot = _slot()
    telegram.behaviours.append(refuses(400, "Bad Request: failed to get HTTP URL content"))

    assert announce_featured() == 1
    assert [sent.method for sent in telegram.sent] == ["sendMessage"]
    assert _announced(slot) is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"announce": False},
        {"is_active": False},
        {"starts_at": timezone.now() + timedelta(days=1)},
        {"starts_at": timezone.now() - timedelta(days=2), "ends_at": timezone.now() - timedelta(days=1)},
        {"announced_at": timezone.now()},
    ],
    ids=["quiet", "off", "to come", "over", "announced"],
)
def test_what_is_not_to_be_posted_is_not(fields: dict[str, Any], telegram: FakeTelegram) -> None:
    _slot(**fields)

    assert announce_featured() == 0
    assert telegram.sent == []


def test_hidden_title_is_not_posted(telegram: FakeTelegram) -> None:
    slot = _slot()
    slot.title.status = TitleStatus.DRAFT
    slot.title.save()

    assert announce_featured() == 0


@pytest.mark.parametrize("lacking", ["TELEGRAM_CHANNEL", "TELEGRAM_BOT_TOKEN"])
def test_without_channel_or_bot_nothing_is_tried(lacking: str, telegram: FakeTelegram, settings: Any) -> None:
    setattr(settings, lacking, "")
    slot = _slot()

    assert announce_featured() == 0
    assert FeaturedSlot.objects.get(pk=slot.pk).announce_tries == 0


def test_each_slot_is_posted_once(telegram: FakeTelegram) -> None:
    _slot()
    announce_featured()
    announce_featured(now=timezone.now() + timedelta(days=1))

    assert len(telegram.sent) == 1


def test_one_of_two_workers_has_the_claim() -> None:
    slot, now = _slot(), timezone.now()
    seen = [_due(now)[0], _due(now)[0]]

    assert [_claim(row, now) for row in seen] == [True, False]
    assert _due(now) == []
    assert _later(slot) - now >= 2 * LEASE


def test_failure_is_tried_again_after_a_pause(telegram: FakeTelegram) -> None:
    slot = _slot()
    telegram.behaviours.append(BROKEN)

    assert announce_featured() == 0
    assert (announce_featured(), telegram.sent) == (0, [])
    assert announce_featured(now=_later(slot)) == 1
    assert len(telegram.sent) == 1


def test_pause_that_telegram_asks_for_is_kept(telegram: FakeTelegram) -> None:
    slot, now = _slot(), timezone.now()
    telegram.behaviours.append(busy(900))
    announce_featured(now=now)

    assert _later(slot) == now + timedelta(seconds=900)


def test_worker_that_died_after_posting_does_not_post_for_ever(telegram: FakeTelegram) -> None:
    slot = _slot()
    announce_featured()
    TelegramMessage.objects.update(sent_at=None, claimed_at=timezone.now() - LEASE)
    for _ in range(3):
        FeaturedSlot.objects.update(announced_at=None)
        announce_featured(now=_later(slot))

    assert len(telegram.sent) == 2
    assert _announced(slot) is not None


def test_worker_that_died_before_writing_it_down_does_not_post_again(telegram: FakeTelegram) -> None:
    slot = _slot()
    announce_featured()
    FeaturedSlot.objects.update(announced_at=None)

    assert announce_featured(now=_later(slot)) == 1
    assert len(telegram.sent) == 1


def test_lost_answers_end_after_the_second(telegram: FakeTelegram) -> None:
    slot = _slot()
    telegram.behaviours += [hang_up, hang_up]
    for _ in range(3):
        announce_featured(now=(FeaturedSlot.objects.get().announce_next_at or timezone.now()))

    assert (telegram.sent, telegram.behaviours) == ([], [])
    assert _announced(slot) is not None


def _lamp() -> Lamp:
    return next(lamp for lamp in health().lamps if lamp.name == "Telegram")


def test_lamp_without_a_token() -> None:
    assert _lamp() == Lamp("Telegram", Light.OFF, "no token")


def test_lamp_says_how_much_waits(telegram: FakeTelegram) -> None:
    assert _lamp() == Lamp("Telegram", Light.OK, "0 waiting")


def test_lamp_of_an_open_circuit(telegram: FakeTelegram) -> None:
    Breaker(NAME).open_for(30)

    assert _lamp() == Lamp("Telegram", Light.BAD, "left alone")


def _said(settings: Any, **values: str) -> list[str]:
    for name, value in {"TELEGRAM_CHANNEL": "", "TELEGRAM_WEBHOOK_SECRET": "", **values}.items():
        setattr(settings, name, value)
    settings.SITE_URL = "https://marquee.example"
    return [str(message.id) for message in run_checks(tags=["telegram"], include_deployment_checks=True)]


def test_check_says_how_it_is_switched_on(settings: Any) -> None:
    assert _said(settings) == ["telegram.I001"]
    assert _said(settings, TELEGRAM_CHANNEL="@marquee") == ["telegram.W001"]
    assert _said(settings, TELEGRAM_BOT_TOKEN="1:x") == ["telegram.I002", "telegram.I003"]
    assert _said(settings, TELEGRAM_CHANNEL="@m", TELEGRAM_WEBHOOK_SECRET="s") == []
    settings.SITE_URL = "http://marquee.example"
    found = run_checks(tags=["telegram"], include_deployment_checks=True)
    assert [message.id for message in found] == ["telegram.W002"]
