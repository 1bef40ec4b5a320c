"""A curator's day: find a draft, put it right, fold its double into it, publish, feature, announce, see the effect."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from adminpanel.models import CurationStep, FeaturedSlot
from adminpanel.tasks import announce
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.services.matching import suspect_pair
from catalog.services.search_index import index_titles
from tests.accounts.telegram.conftest import telegram  # noqa: F401  a fixture
from tests.browser.conftest import Visit
from tests.factories import make_member, make_title
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _merge_the_double(visit: Visit) -> None:
    page = visit.page
    visit.open("/admin/")  # the dashboard says what waits
    waiting = page.locator(".todo li").filter(has_text="pair may be one title")
    assert waiting.count() == 1
    waiting.get_by_role("link").click()
    page.locator("#result_list tbody tr a").first.click()
    page.locator("button[name=decision][value=first]").click()
    page.locator(".messagelist .success").wait_for()


def _put_right_and_publish(visit: Visit) -> None:
    page = visit.page
    visit.open("/admin/catalog/title/?q=mayabazar")
    page.locator("#result_list tbody tr a").first.click()
    page.fill("#id_overview", "Ghatotkacha's magic turns a wedding upside down.")
    page.locator("input[name=_continue]").click()
    page.locator(".messagelist .success").wait_for()
    for step in ("review", "published"):
        page.locator(f".desk__steps button[value={step}]").click()
        page.locator(f".desk__state[data-status={step}]").wait_for()


def _feature(visit: Visit, title: Title) -> None:
    page = visit.page
    visit.open("/admin/adminpanel/featuredslot/add/")
    page.locator(".field-title .select2-selection").click()
    page.locator(".select2-search__field").fill("mayab")
    page.locator(".select2-results__option", has_text=str(title)).click()
    page.fill("#id_headline", "Festival week")
    page.fill("#id_blurb", "The one to begin with.")
    since = timezone.localtime(timezone.now() - timedelta(minutes=90))
    page.fill("#id_starts_at_0", f"{since:%Y-%m-%d}")
    page.fill("#id_starts_at_1", f"{since:%H:%M:%S}")
    page.locator("#id_announce").check()
    page.locator("input[name=_save]").click()
    page.locator(".messagelist .success").wait_for()


def _see_and_rate(page: Page, title: Title, *, home: str, post: str) -> None:
    """What somebody else sees on the home page, and does after the channel's post."""
    page.goto(home)
    assert page.locator(".front__name").inner_text() == "Mayabazar"
    assert page.locator(".front__blurb").inner_text() == "The one to begin with."
    page.goto(post)
    assert page.locator("h1").inner_text().startswith("Mayabazar")
    with page.expect_response(f"**/title/{title.pk}/rate/") as answer:
        page.locator(f'label[for="rate-{title.pk}-8"]').click()
    assert answer.value.json() == {"movie": title.pk, "rating": 4}


def test_a_curators_day(visit: Visit, telegram: FakeTelegram, settings: Any) -> None:  # noqa: F811
    settings.SITE_URL = visit.base
    curator = make_member("meghana", is_staff=True, is_superuser=True)
    draft = make_title("Mayabazar", original_title="మాయాబజార్", year=1957, status=TitleStatus.DRAFT)
    double = make_title("Maya Bazaar", original_title="మాయాబజార్", year=1957, status=TitleStatus.DRAFT)
    index_titles(title_ids=[draft.pk, double.pk])
    suspect_pair(title_ids=(draft.pk, double.pk))
    visit.sign_in(curator)
    lost: list[str] = []
    visit.page.on("response", lambda answer: lost.append(answer.url) if answer.status == 404 else None)

    _merge_the_double(visit)
    _put_right_and_publish(visit)
    kept = Title.objects.get(merged_into=None)
    _feature(visit, kept)
    announce()  # as the schedule does each minute

    (post,) = telegram.sent
    assert post.text == "Festival week\nMayabazar\n1957 · Telugu\n\nThe one to begin with."
    with visit.context.browser.new_context() as other:  # type: ignore[union-attr]
        visitor = Visit(other, visit.base)
        visitor.sign_in(make_member("arjun"))
        _see_and_rate(visitor.page, kept, home=visit.base + "/", post=post.buttons[0]["url"])

    slot = FeaturedSlot.objects.get()
    visit.open(f"/admin/adminpanel/featuredslot/{slot.pk}/change/")
    assert visit.page.locator(".field-effect .readonly").inner_text().startswith("1 rating and 0 saved in 1 hour;")
    assert slot.announced_at is not None
    assert slot.created_by == curator
    assert [step.after for step in CurationStep.objects.order_by("pk")] == ["review", "published"]
    assert (lost, visit.troubles, visitor.troubles) == ([], [], [])
