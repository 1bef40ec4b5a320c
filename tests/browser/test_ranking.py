"""The duel by keyboard, and without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from ratings.models import RankingAnswer
from ratings.services.rating import rate_title
from tests.browser.conftest import Visit
from tests.factories import make_member, make_titles

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def ranker(count: int = 6) -> User:
    """A member with some ratings."""
    member = make_member("kavya")
    for title in make_titles(count):
        rate_title(member=member, title_id=title.pk, value=3)
    return member


def outcomes() -> list[tuple[str, bool]]:
    """What was answered, and whether it holds."""
    rows = RankingAnswer.objects.order_by("id").values_list("outcome", "undone_at")
    return [(outcome, undone_at is None) for outcome, undone_at in rows]


def visit(browser: Browser, server: LiveServer, member: User, **options: Any) -> Visit:
    """The member's browser on the duel."""
    found = Visit(browser.new_context(**options), server.url)
    found.sign_in(member)
    found.open("/ranking/")
    return found


def asked(found: Visit) -> str:
    """The name of the question on the page."""
    return str(found.page.locator("input[name=question]").get_attribute("value"))


def another_asked(found: Visit, before: str) -> None:
    """Wait until another question is on the page."""
    found.page.locator(f"input[name=question]:not([value='{before}'])").wait_for(state="attached")


def test_arrow_keys_answer_and_u_takes_back(chromium: Browser, live_server: LiveServer) -> None:
    found = visit(chromium, live_server, ranker())
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "u"):
        before = asked(found)
        found.page.keyboard.press(key)
        another_asked(found, before)

    assert outcomes() == [("left", True), ("right", True), ("tie", True), ("skip", False)]
    assert found.page.url.endswith("/ranking/")
    assert found.troubles == []
    found.context.close()


def test_focus_stays_on_the_button_that_was_pressed(chromium: Browser, live_server: LiveServer) -> None:
    found = visit(chromium, live_server, ranker())
    before = asked(found)
    found.page.locator("#ranking-right").focus()
    found.page.keyboard.press("Enter")
    another_asked(found, before)

    assert found.page.evaluate("document.activeElement.id") == "ranking-right"
    assert outcomes() == [("right", True)]
    found.context.close()


def test_keys_in_the_search_field_answer_nothing(chromium: Browser, live_server: LiveServer) -> None:
    found = visit(chromium, live_server, ranker())
    found.page.locator("input[type=search]").first.fill("up")
    for key in ("ArrowLeft", "u", "ArrowRight"):
        found.page.keyboard.press(key)
    found.page.wait_for_load_state("networkidle")

    assert outcomes() == []
    found.context.close()


def test_the_duel_works_without_script(chromium: Browser, live_server: LiveServer) -> None:
    found = visit(chromium, live_server, ranker(), java_script_enabled=False)
    found.page.locator("#ranking-left").click()
    found.page.locator("#ranking-tie").click()
    found.page.locator("#ranking-undo").click()

    assert outcomes() == [("left", True), ("tie", False)]
    assert found.page.locator("#ranking-ask").inner_text() == "Which one?"
    found.context.close()
