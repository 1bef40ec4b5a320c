"""From a search to picks of one's own."""

from __future__ import annotations

import re

import pytest

from catalog.models import Title
from ratings.services.rating import rate_title
from tests.browser.conftest import Visit
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picked(visit: Visit) -> list[str]:
    return visit.page.locator(".pick h2").all_inner_texts()


def rate(visit: Visit, title: Title, halves: int) -> None:
    with visit.page.expect_response(re.compile(f"/title/{title.pk}/rate/")) as answer:
        visit.page.locator(f'label[for="rate-{title.pk}-{halves}"]').click()
    assert answer.value.json() == {"movie": title.pk, "rating": halves / 2}


def test_a_visitor_searches_joins_rates_and_is_understood(camps: list[list[Title]], visit: Visit) -> None:
    page, loved = visit.page, camps[0]
    visit.open("/")

    page.keyboard.press("/")
    page.keyboard.type(loved[0].title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.get_by_role("main").get_by_role("link", name=loved[0].title).first.click()
    page.wait_for_url(f"**/title/{loved[0].pk}-*/")
    assert page.get_by_role("heading", level=1).inner_text() == loved[0].title

    page.get_by_role("banner").get_by_role("link", name="Join").click()
    page.get_by_label("Username").fill("kavya")
    page.get_by_label("Password").fill("seven brown lamps")
    page.get_by_role("main").get_by_role("button", name="Join").click()
    page.wait_for_url("**/welcome/")
    page.get_by_role("checkbox", name="English").uncheck()
    page.get_by_role("checkbox", name="Telugu").check()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/welcome/?step=films")
    asked: list[str] = []
    for number in range(1, 6):
        name = page.locator(".known__name").first.inner_text()
        rate(visit, next(title for title in loved if title.title == name), 10)
        page.get_by_role("status").filter(has_text=f"{number} of 10").wait_for()
        asked.append(name)
    page.get_by_text("5 rated").wait_for()
    page.get_by_role("link", name="See all your picks").click()
    page.wait_for_url("**/recommendations/")

    before = picked(visit)
    assert page.get_by_text("From 5 ratings").is_visible()
    assert set(before[:5]) <= {title.title for title in loved} - set(asked)
    assert page.locator(".pick").first.locator(".because__say").inner_text().startswith("Because you rated Amber")

    first = next(title for title in loved if title.title == before[0])
    page.get_by_role("link", name=before[0], exact=True).first.click()
    page.wait_for_url(f"**/title/{first.pk}-*/**")
    rate(visit, first, 9)
    visit.open("/recommendations/")
    assert page.get_by_text("From 6 ratings").is_visible()
    assert before[0] not in picked(visit)
    assert visit.troubles == []


def test_a_pick_is_sent_away_and_brought_back_in_place(camps: list[list[Title]], visit: Visit) -> None:
    member = make_member("kavya")
    for title in camps[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    visit.sign_in(member)
    visit.open("/recommendations/")
    pick = visit.page.locator(".pick").first
    name = pick.locator("h2").inner_text()

    pick.locator('[data-once][value="not_interested"]').click()
    pick.get_by_text("is gone and will not come back").wait_for()
    focused = visit.page.evaluate("document.activeElement.textContent.trim()")
    pick.get_by_role("button", name="Undo").click()
    pick.get_by_role("heading", name=name).wait_for()
    pick.locator('[data-once][value="seen"]').click()
    pick.get_by_role("group", name=f"Your rating of {name}").wait_for()

    assert focused == "Undo"
    assert member.dismissals.get().kind == "seen"
    assert visit.troubles == []
