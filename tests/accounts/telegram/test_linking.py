from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import TelegramCodeError, TelegramSilentError
from accounts.models import Notification, SecurityEvent, TelegramChat, TelegramCode, TelegramMessage, User
from accounts.services.telegram import bot_name, link_chat, make_code, prune_codes, unlink_chat, unlink_member
from tests.factories import make_member
from tests.fakes.telegram import BROKEN, FakeTelegram

pytestmark = pytest.mark.django_db


@pytest.fixture
def nila() -> User:
    return make_member("nila")


def _chats() -> dict[str, int]:
    return dict(TelegramChat.objects.values_list("user__username", "chat_id"))


def _events(user: User) -> list[str]:
    return list(SecurityEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_code_links_once(nila: User) -> None:
    code = make_code(user=nila)

    assert link_chat(code=code, chat_id=7).user == nila
    assert _chats() == {"nila": 7}
    with pytest.raises(TelegramCodeError):
        link_chat(code=code, chat_id=8)
    assert _chats() == {"nila": 7}


def test_code_has_128_bits_and_is_not_kept(nila: User) -> None:
    code = make_code(user=nila)

    assert len(code) == 22
    assert TelegramCode.objects.filter(digest__contains=code).count() == 0
    assert len(TelegramCode.objects.get().digest) == 64


def test_code_ends_after_ten_minutes(nila: User) -> None:
    now = timezone.now()
    code = make_code(user=nila, now=now)
    with pytest.raises(TelegramCodeError):
        link_chat(code=code, chat_id=7, now=now + timedelta(minutes=10))

    assert link_chat(code=code, chat_id=7, now=now + timedelta(minutes=9, seconds=59)).user == nila


def test_another_code_ends_the_one_before(nila: User) -> None:
    before, code = make_code(user=nila), make_code(user=nila)
    with pytest.raises(TelegramCodeError):
        link_chat(code=before, chat_id=7)

    assert link_chat(code=code, chat_id=7).left_chat == ""


def test_code_of_a_closed_account_links_nothing(nila: User) -> None:
    code = make_code(user=nila)
    User.objects.filter(pk=nila.pk).update(is_active=False)
    with pytest.raises(TelegramCodeError):
        link_chat(code=code, chat_id=7)


def test_unused_codes_are_taken_away(nila: User) -> None:
    make_code(user=nila, now=timezone.now() - timedelta(hours=1))

    assert prune_codes() == 1


def test_chat_moves_and_both_owners_are_told(nila: User) -> None:
    asha = make_member("asha")
    link_chat(code=make_code(user=nila), chat_id=7)
    link_chat(code=make_code(user=asha), chat_id=7)

    assert _chats() == {"asha": 7}
    assert _events(nila) == ["telegram_linked", "telegram_unlinked"]
    assert _events(asha) == ["telegram_linked"]
    told = Notification.objects.filter(recipient=nila, kind="security").order_by("pk")
    assert [row.data["event"] for row in told] == ["telegram_linked", "telegram_unlinked"]


def test_member_moves_to_another_chat(nila: User) -> None:
    link_chat(code=make_code(user=nila), chat_id=7)

    assert link_chat(code=make_code(user=nila), chat_id=8).left_chat == "7"
    assert _chats() == {"nila": 8}


def test_linking_the_same_chat_again_changes_nothing(nila: User) -> None:
    for _ in range(2):
        linked = link_chat(code=make_code(user=nila), chat_id=7)

    assert linked.left_chat == ""
    assert _events(nila) == ["telegram_linked"]


@pytest.mark.parametrize("by_chat", [True, False])
def test_unlinking_forgets_what_was_said(by_chat: bool, nila: User) -> None:
    link_chat(code=make_code(user=nila), chat_id=7)
    TelegramMessage.objects.create(chat="7", key="news:1")
    ended = unlink_chat(chat_id=7) if by_chat else unlink_member(user=nila)

    assert ended is True
    assert (_chats(), TelegramMessage.objects.count()) == ({}, 0)
    assert _events(nila) == ["telegram_linked", "telegram_unlinked"]
    assert unlink_chat(chat_id=7) is False


def test_name_is_asked_once(telegram: FakeTelegram) -> None:
    assert [bot_name(), bot_name()] == ["marquee_bot"] * 2
    assert len(telegram.of("getMe")) == 1


def test_name_is_unknown_without_a_bot() -> None:
    with pytest.raises(TelegramSilentError):
        bot_name()


def test_page_offers_a_link_with_a_code(nila: User, telegram: FakeTelegram, client: Client) -> None:
    client.force_login(nila)
    assert b"Connect Telegram" in client.get(reverse("accounts:notification-settings")).content
    page = client.post(reverse("accounts:connect-telegram"))

    link = page.context["link"]
    assert link.startswith("https://t.me/marquee_bot?start=")
    assert f'href="{link}"' in page.content.decode()
    assert link_chat(code=link.partition("=")[2], chat_id=7).user == nila


def test_page_says_so_while_telegram_is_away(nila: User, telegram: FakeTelegram, client: Client) -> None:
    client.force_login(nila)
    telegram.behaviours.append(BROKEN)
    page = client.post(reverse("accounts:connect-telegram"), follow=True)

    assert page.status_code == 200
    assert [str(message) for message in page.context["messages"]] == [
        "Telegram does not answer at the moment. Try again later."
    ]
    assert TelegramCode.objects.count() == 0


def test_part_waits_until_the_chat_is_there(nila: User, telegram: FakeTelegram, client: Client) -> None:
    client.force_login(nila)
    address, htmx = reverse("accounts:telegram-state"), {"HX-Request": "true"}
    waiting = client.get(address, headers=htmx).content.decode()
    link_chat(code=make_code(user=nila), chat_id=7)
    there = client.get(address, headers=htmx).content.decode()

    assert 'hx-trigger="every 3s"' in waiting
    assert "hx-trigger" not in there
    assert "Connected." in there
    assert client.get(address).status_code == 302


def test_page_disconnects(nila: User, telegram: FakeTelegram, client: Client) -> None:
    client.force_login(nila)
    link_chat(code=make_code(user=nila), chat_id=7)
    assert b"Disconnect" in client.get(reverse("accounts:notification-settings")).content
    client.post(reverse("accounts:disconnect-telegram"))

    assert _chats() == {}


def test_page_says_nothing_of_telegram_without_a_bot(nila: User, client: Client) -> None:
    client.force_login(nila)
    page: Any = client.get(reverse("accounts:notification-settings"))

    assert b'id="telegram"' not in page.content
