"""Connecting a chat: the page notices by itself, and as well when it is loaded anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.services.telegram import link_chat
from tests.accounts.telegram.conftest import telegram  # noqa: F401  a fixture
from tests.browser.conftest import Visit
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("telegram")
def test_page_sees_that_the_chat_is_connected(visit: Visit) -> None:
    visit.sign_in(make_member("nila"))
    visit.open("/settings/notifications/")
    visit.page.get_by_role("button", name="Connect Telegram").click()
    opener = visit.page.get_by_role("link", name="Open Telegram")
    code = str(opener.get_attribute("href")).partition("?start=")[2]
    link_chat(code=code, chat_id=7)

    expect(visit.page.get_by_text("Connected. You are told in that chat from now on.")).to_be_visible()
    visit.page.get_by_role("link", name="Choose what to hear of").click()
    visit.page.get_by_role("button", name="Disconnect").click()
    expect(visit.page.get_by_role("button", name="Connect Telegram")).to_be_visible()
    assert visit.troubles == []
