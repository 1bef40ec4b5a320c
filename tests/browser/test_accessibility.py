"""Every page in both themes by axe-core, with nothing refused by the content policy and nothing wider than a phone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.services.notifications import notify
from accounts.services.people import follow_member
from catalog.models import Title
from catalog.services.search_history import record_search
from matchups.models import Comparison
from matchups.services.refit import refit_board
from matchups.services.top4 import set_top4
from ratings.enums import SavedKind
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, annotate_entry, create_list, invite_to_list
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from ratings.services.shelves import set_saved
from tests.browser.conftest import Visit
from tests.factories import make_member
from tests.matchups.world import make_sets, trusted, vote

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
VISITOR = (
    "/",
    "/login/",
    "/register/",
    "/password/reset/",
    "/browse/",
    "/search/?q=amber",
    "/lists/",
    "/leaderboard/",
    "/leaderboard/?scope=titles",
    "/matchups/sets/{set}/",
    "/matchups/",
    "/matchups/sets/",
    "/recommendations/",
    "/recommendations/hours/",
    "/regional/te/",
    "/free/",
    "/festivals/",
    "/festivals/diwali/",
    "/genre/romance/",
    "/title/{title}/",
    "/title/{title}/reviews/",
    "/@kavya/",
    "/@kavya/ratings/",
    "/@kavya/reviews/",
    "/@kavya/favorites/",
    "/@kavya/lists/",
    "/@kavya/lists/rain/",
    "/@kavya/diary/",
    "/@kavya/2026/",
    "/@kavya/followers/",
    "/offline/",
    "/no-such-page/",
)
MEMBER = (
    "/",
    "/recommendations/",
    "/welcome/?step=languages",
    "/welcome/?step=films",
    "/settings/",
    "/settings/security/",
    "/settings/security/events/",
    "/settings/security/app/",
    "/settings/security/passkeys/add/",
    "/settings/security/email/",
    "/settings/security/password/",
    "/settings/confirm/",
    "/settings/tokens/",
    "/settings/import/",
    "/settings/notifications/",
    "/settings/people/",
    "/settings/data/",
    "/settings/data/delete/",
    "/settings/merge/",
    "/notifications/",
    "/feed/",
    "/ranking/",
    "/ranking/list/",
    "/ranking/stars/",
    "/@arun/",
    "/@arun/compatibility/",
    "/@kavya/following/",
    "/watchlist/",
    "/favorites/",
    "/lists/new/",
    "/@kavya/lists/rain/edit/",
    "/@kavya/diary/",
    "/matchups/",
    "/matchups/result/{comparison}/",
    "/matchups/sets/",
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
    arun = make_member("arun")
    write_review(member=arun, title_id=titles[0].pk, text="Good rain.")
    for title in titles[:12]:
        rate_title(member=arun, title_id=title.pk, value=3.5)
    follow_member(member=member, followed=arun)
    notify(recipient_id=member.pk, kind="announcement", data={"text": "Rain week."}, url="/")
    rain = create_list(owner=member, name="Rain", is_ranked=True)
    for title in titles[:3]:
        add_to_list(member=member, list_id=rain.pk, title_id=title.pk)
    annotate_entry(member=member, list_id=rain.pk, title_id=titles[0].pk, note="The rain is the lead.")
    invite_to_list(owner=member, list_id=rain.pk, username="arun")
    for day, title in enumerate(titles[:12], start=1):
        log_viewing(member=member, title_id=title.pk, watched_on=date(2026, 1, day), tags=["rain"], rating=4)
    record_search(user_id=member.pk, query="amber")
    for first in (1, 0):  # the first of the two is in her history
        set_top4(member=member, title_ids=[title.pk for title in titles[first : first + 4]])
    vote(trusted(member), *make_sets(3)[:2])
    refit_board()
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
        answered = Comparison.objects.get(voter=kavya)
        known = {"title": camps[0][0].pk, "comparison": answered.pk, "set": answered.set_a_id}
        paths = [path.format(**known) for path in (VISITOR if who == "visitor" else MEMBER)]

        found = [finding for path in paths for finding in findings(visit, path)]

        missing = "Failed to load resource: the server responded with a status of 404 (Not Found)"
        assert found == []
        assert [trouble for trouble in visit.troubles if trouble != missing] == []
