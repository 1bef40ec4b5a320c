from __future__ import annotations

import pytest

from accounts.models import TelegramChat, TelegramMessage, User
from accounts.owndata.sections.access import TelegramSection
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def nila() -> User:
    return make_member("nila")


@pytest.fixture
def asha() -> User:
    return make_member("asha")


def _chats() -> dict[str, int]:
    return dict(TelegramChat.objects.values_list("user__username", "chat_id"))


def test_export_names_the_chat(nila: User) -> None:
    chat = TelegramChat.objects.create(user=nila, chat_id=7)

    assert list(TelegramSection().export(nila)) == [{"chat_id": 7, "linked_at": chat.linked_at.isoformat()}]


def test_chat_comes_along_where_there_is_none(nila: User, asha: User) -> None:
    TelegramChat.objects.create(user=asha, chat_id=8)
    TelegramSection().merge(asha, nila)

    assert _chats() == {"nila": 8}


def test_chat_of_the_target_stays(nila: User, asha: User) -> None:
    TelegramChat.objects.create(user=nila, chat_id=7)
    TelegramChat.objects.create(user=asha, chat_id=8)
    TelegramMessage.objects.create(chat="8", key="news:1")
    TelegramSection().merge(asha, nila)

    assert (_chats(), TelegramMessage.objects.count()) == ({"nila": 7}, 0)


def test_nothing_that_was_said_outlives_the_member(nila: User, asha: User) -> None:
    TelegramChat.objects.create(user=nila, chat_id=7)
    TelegramMessage.objects.create(chat="7", key="news:1")
    other = TelegramMessage.objects.create(chat="8", key="news:1")
    TelegramSection().erase(nila)

    assert list(TelegramMessage.objects.all()) == [other]
