"""Putting a list in order by hand."""

from __future__ import annotations

import pytest

from accounts.models import User
from catalog.models import Title
from ratings.models import ListEntry, TitleList
from ratings.services.lists import add_to_list, create_list
from tests.browser.conftest import Visit
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kavya(transactional_db: None) -> User:
    return make_member("kavya")


@pytest.fixture
def rain(kavya: User, camps: list[list[Title]]) -> TitleList:
    made = create_list(owner=kavya, name="Rain")
    for title in camps[0][:4]:
        add_to_list(member=kavya, list_id=made.pk, title_id=title.pk)
    return made


def order(title_list: TitleList) -> list[int]:
    rows = ListEntry.objects.filter(list=title_list).order_by("position")
    return list(rows.values_list("title_id", flat=True))


def test_a_title_is_dragged_to_its_place(visit: Visit, kavya: User, rain: TitleList) -> None:
    before = order(rain)
    visit.sign_in(kavya)
    visit.open("/@kavya/lists/rain/edit/")
    grips = visit.page.locator(".entry__grip")
    start, end = grips.nth(3).bounding_box(), grips.nth(0).bounding_box()
    assert start is not None
    assert end is not None

    visit.page.mouse.move(start["x"] + 6, start["y"] + 16)
    visit.page.mouse.down()
    visit.page.mouse.move(end["x"] + 6, end["y"] - 30, steps=8)
    visit.page.mouse.up()
    visit.page.wait_for_selector("text=is now number 1")

    assert order(rain) == [before[3], *before[:3]]
    assert visit.troubles == []


def test_the_same_goes_by_keyboard(visit: Visit, kavya: User, rain: TitleList) -> None:
    before = order(rain)
    visit.sign_in(kavya)
    visit.open("/@kavya/lists/rain/edit/")

    visit.page.locator(".entry").nth(1).get_by_role("button", name="up").focus()
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")

    assert order(rain) == [before[1], before[0], *before[2:]]
