"""The rating control and the suggestions without a mouse."""

from __future__ import annotations

import pytest

from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.browser.conftest import Visit
from tests.factories import make_member, make_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def title(transactional_db: None) -> Title:
    return make_title("Eega")


def tab_to(visit: Visit, selector: str) -> None:
    """Press Tab until the focus is on `selector`; the test fails when it never gets there."""
    for _ in range(60):
        if visit.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by Tab")


def test_arrows_choose_a_rating_that_is_saved_once(visit: Visit, title: Title) -> None:
    member = make_member("kavya")
    visit.sign_in(member)
    visit.open(f"/title/{title.pk}/rating/")
    posts: list[str] = []
    visit.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)

    tab_to(visit, 'input[name="rating"][type="radio"]')
    with visit.page.expect_response("**/rate/") as answer:
        for _ in range(3):
            visit.page.keyboard.press("ArrowRight")
    visit.page.get_by_text("Rated 2", exact=True).wait_for()

    assert (answer.value.status, len(posts)) == (200, 1)
    assert Rating.objects.get(user=member, title=title).value == 2
    assert visit.page.locator(".rate__row").evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    assert visit.troubles == []


def test_a_rating_is_cleared_and_brought_back_by_keyboard(visit: Visit, title: Title) -> None:
    member = make_member("kavya")
    rate_title(member=member, title_id=title.pk, value=4)
    visit.sign_in(member)
    visit.open(f"/title/{title.pk}/rating/")

    tab_to(visit, '[data-rate="clear"]')
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("Rating cleared").wait_for()
    cleared = Rating.objects.exists()
    visit.page.get_by_role("button", name="Undo").press("Enter")
    visit.page.get_by_text("Rated 4", exact=True).wait_for()

    assert cleared is False
    assert Rating.objects.get().value == 4


def test_a_top_four_is_chosen_from_suggestions(visit: Visit) -> None:
    titles = [make_title(name) for name in ("Eega", "Nayakan", "Vertigo", "Mayabazar")]
    member = make_member("kavya")
    visit.sign_in(member)
    visit.open("/matchups/yours/")

    for place, title in enumerate(titles, start=1):
        field = visit.page.locator(f"#top-{place}")
        field.press_sequentially(title.title[:4].lower())
        visit.page.locator(f"#top-{place}-list").get_by_role("option").first.wait_for()
        field.press("ArrowDown")
        field.press("Enter")
        assert field.input_value() == title.title
    visit.page.get_by_role("button", name="Put them up").press("Enter")
    visit.page.wait_for_url("**/@kavya/")
    visit.page.locator(".prof__four a.poster").nth(3).wait_for()

    chosen = member.top4_sets.get().entries.order_by("position").values_list("title_id", flat=True)
    assert list(chosen) == [title.pk for title in titles]
    assert visit.troubles == []
