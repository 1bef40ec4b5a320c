"""Every page in both themes by axe-core, with nothing refused by the content policy and nothing wider than a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Title
from matchups.services import set_top4
from ratings.enums import SavedKind
from ratings.services.lists import add_to_list, create_list
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from ratings.services.shelves import set_saved
from tests.browser.conftest import Visit
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
VISITOR = (
    "/",
    "/login/",
    "/register/",
    "/browse/",
    "/search/?q=amber",
    "/lists/",
    "/matchups/",
    "/recommendations/",
    "/regional/te/",
    "/genre/romance/",
    "/title/{title}/",
    "/title/{title}/reviews/",
    "/@kavya/",
    "/@kavya/ratings/",
    "/@kavya/reviews/",
    "/@kavya/favorites/",
    "/@kavya/lists/",
    "/@kavya/lists/rain/",
    "/offline/",
    "/no-such-page/",
)
MEMBER = (
    "/",
    "/recommendations/",
    "/welcome/?step=languages",
    "/welcome/?step=films",
    "/settings/",
    "/watchlist/",
    "/favorites/",
    "/lists/new/",
    "/lists/rain/edit/",
    "/matchups/yours/",
    "/title/{title}/",
    "/title/{title}/rating/",
    "/title/{title}/reviews/",
    "/title/{title}/lists/",
    "/@kavya/",
)


@pytest.fixture
def kavya(camps: list[list[Title]]) -> User:
    """A member who has used everything."""
    member, titles = make_member("kavya"), camps[0]
    for title in titles[:5]:
        rate_title(member=member, title_id=title.pk, value=4.5)
    for kind in SavedKind:
        set_saved(member=member, title_id=titles[0].pk, kind=kind, saved=True)
    write_review(member=member, title_id=titles[0].pk, text="The rain is the lead.", contains_spoilers=True)
    write_review(member=make_member("arun"), title_id=titles[0].pk, text="Good rain.")
    rain = create_list(owner=member, name="Rain", is_ranked=True)
    for title in titles[:3]:
        add_to_list(owner=member, list_id=rain.pk, title_id=title.pk)
    set_top4(member=member, title_ids=[title.pk for title in titles[:4]])
    return member


def findings(visit: Visit, path: str) -> list[str]:
    """What axe says about a page, and whether it scrolls sideways."""
    visit.open(path)
    for _ in range(8):
        visit.page.mouse.wheel(0, 600)
        visit.page.wait_for_timeout(60)
    visit.page.wait_for_load_state("networkidle")
    visit.page.evaluate(AXE)
    answer: dict[str, Any] = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [f"{path}: {rule['id']} at {rule['nodes'][0]['target']}" for rule in answer["violations"]]
    if visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{path}: wider than the screen")
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_no_page_has_a_violation(
    chromium: Browser,
    live_server: LiveServer,
    camps: list[list[Title]],
    kavya: User,
    theme: Literal["dark", "light"],
    who: str,
) -> None:
    width = 390 if theme == "light" else 1280
    with chromium.new_context(color_scheme=theme, viewport={"width": width, "height": 900}) as context:
        visit = Visit(context, live_server.url)
        if who == "member":
            visit.sign_in(kavya)
        paths = [path.format(title=camps[0][0].pk) for path in (VISITOR if who == "visitor" else MEMBER)]

        found = [finding for path in paths for finding in findings(visit, path)]

        missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
        assert found == []
        assert [trouble for trouble in visit.troubles if trouble != missing] == []
