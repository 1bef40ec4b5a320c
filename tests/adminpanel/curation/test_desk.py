"""The curators' pages in the admin: workflow, dashboard, preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adminpanel.models import Curation, FeaturedSlot
from adminpanel.services.curation import ARCHIVE, PUBLISH, SUBMIT
from adminpanel.services.moderation.reports import report_target
from catalog.enums import TitleStatus
from catalog.models import Title
from tests.adminpanel.staff import make_staff
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db
STEP = "/admin/catalog/title/step/"
LIST = "/admin/catalog/title/"


@pytest.fixture
def desk(client: Client) -> Client:
    seen = ("view_title", "change_title", "add_title", "view_titlename", "add_titlename")
    curator = make_staff(
        "meghana",
        SUBMIT,
        PUBLISH,
        ARCHIVE,
        *(f"catalog.{code}" for code in seen),
        "adminpanel.view_curation",
        "adminpanel.view_featuredslot",
        "adminpanel.view_dailyfigure",
    )
    client.force_login(curator)
    return client


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_title_page_offers_the_steps_that_are_allowed(desk: Client) -> None:
    title = make_title(status=TitleStatus.REVIEW)

    page = desk.get(f"{LIST}{title.pk}/change/")

    assert page.context["workflow"] == [
        (TitleStatus.DRAFT, "Back to draft"),
        (TitleStatus.PUBLISHED, "Publish"),
        (TitleStatus.ARCHIVED, "Archive"),
    ]


def test_step_from_the_title_page_comes_back_to_it(desk: Client) -> None:
    title = make_title(status=TitleStatus.REVIEW)

    answer = desk.post(STEP, {"ids": title.pk, "status": "published"}, follow=True)

    assert answer.redirect_chain == [(f"{LIST}{title.pk}/change/", 302)]
    assert told(answer) == ["1 title: published. It can be undone under Curations."]
    assert [step.after for step in answer.context["history"]] == ["published"]


def test_missing_reason_is_asked_for_beside_the_field_and_nothing_is_lost(desk: Client) -> None:
    first, second = make_titles(2)

    answer = desk.post(STEP, {"ids": [first.pk, second.pk], "status": "archived"})

    assert answer.status_code == 400
    assert (answer.context["error"], list(answer.context["titles"])) == ("Say why.", [first, second])
    assert set(Title.objects.values_list("status", flat=True)) == {"published"}


def test_bulk_action_asks_why_then_moves_and_can_be_undone(desk: Client) -> None:
    titles = make_titles(3)
    ids = [title.pk for title in titles]

    asked = desk.post(LIST, {"action": "archive", "_selected_action": ids})
    moved = desk.post(STEP, {"ids": ids, "status": "archived", "reason": "rights ended"}, follow=True)
    undone = desk.post(
        "/admin/adminpanel/curation/", {"action": "undo", "_selected_action": [Curation.objects.get().pk]}, follow=True
    )

    assert list(asked.context["titles"]) == titles
    assert told(moved) == ["3 titles: archived. It can be undone under Curations."]
    assert told(undone) == ["Archived: rights ended: 3 given back, 0 moved on since."]
    assert set(Title.objects.values_list("status", flat=True)) == {"published"}


def test_status_cannot_be_typed_in(desk: Client) -> None:
    title = make_title(status=TitleStatus.DRAFT)

    page = desk.get(f"{LIST}{title.pk}/change/")

    assert "status" not in page.context["adminform"].form.fields


def test_step_is_closed_to_who_may_not_see_titles(client: Client) -> None:
    title = make_title()
    client.force_login(make_staff("ravi", ARCHIVE))

    answer = client.post(STEP, {"ids": title.pk, "status": "archived", "reason": "x"})

    assert answer.status_code == 403
    assert Title.objects.get(pk=title.pk).status == "published"


def test_dashboard_answers_its_three_questions(desk: Client) -> None:
    make_title()

    page = desk.get("/admin/")

    body = page.content.decode()
    questions = [f'<h2 class="ask__q">Is it {word}?</h2>' for word in ("healthy", "used", "good")]
    assert [body.count(question) for question in questions] == [1, 1, 1]
    assert page.context["overview"]["quality"].answer == "Nothing is trained."
    assert page.context["overview"]["usage"].answer == "Nobody has come yet."


def test_dashboard_says_what_waits_for_a_person(desk: Client) -> None:
    make_title(status=TitleStatus.REVIEW)
    report_target(
        reporter=make_member("kavya"), kind="member", object_id=make_member("ravi").pk, reason="spam", note=""
    )

    piles = desk.get("/admin/").context["overview"]["waiting"]

    assert [(pile.count, pile.what, pile.verb) for pile in piles] == [
        (1, "title waits for review", "Review"),
        (1, "report waits for a decision", "Decide"),
    ]


def test_dashboard_is_for_who_may_see_figures(client: Client) -> None:
    client.force_login(make_staff("ravi", "catalog.view_title"))

    page = client.get("/admin/")

    assert page.context["overview"] is None
    assert [app["app_label"] for app in page.context["app_list"]] == ["catalog"]


def test_dashboard_is_closed_to_members(client: Client) -> None:
    client.force_login(make_member())

    assert [client.get(path).status_code for path in ("/admin/", "/admin/overview/", "/admin/view-as/")] == [302] * 3


@pytest.mark.parametrize("path", ["/admin/", "/admin/overview/"])
def test_dashboard_asks_as_often_for_three_as_for_one(desk: Client, path: str) -> None:
    asked = []
    for count in (1, 2):
        for title in make_titles(count, status=TitleStatus.REVIEW, language="ta"):
            desk.post(STEP, {"ids": title.pk, "status": "published"})
        desk.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(path)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_preview_shows_what_somebody_else_would_see(desk: Client) -> None:
    now = timezone.now()
    for language, words in (("te", "For Telugu."), ("ta", "For Tamil.")):
        FeaturedSlot.objects.create(
            title=make_title(),
            blurb=words,
            languages=[language],
            starts_at=now + timedelta(days=1),
            regions=["IN"],
        )
    at = f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}"

    seen = desk.get("/admin/view-as/", {"language": "en", "region": "IN", "who": "visitors", "at": at, "path": "/"})
    page = desk.get("/admin/view-as/", {"path": "/regional/te/", "language": "en", "region": "IN"})

    assert seen.status_code == page.status_code == 200
    assert seen.content.decode().count('class="preview-bar"') == 1
    assert [seen.content.decode().count(f">{words}</p>") for words in ("For Telugu.", "For Tamil.")] == [0, 0]
    assert "no-store" in seen["Cache-Control"]


def test_preview_of_a_telugu_reader_shows_the_telugu_slot(desk: Client, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("te", "తెలుగు")]
    for language, words in (("te", "For Telugu."), ("ta", "For Tamil.")):
        FeaturedSlot.objects.create(
            title=make_title(), blurb=words, languages=[language], starts_at=timezone.now() - timedelta(days=1)
        )

    seen = desk.get("/admin/view-as/", {"language": "te", "region": "IN", "path": "/"}).content.decode()

    assert [seen.count(f">{words}</p>") for words in ("For Telugu.", "For Tamil.")] == [1, 0]


@pytest.mark.parametrize("path", ["/settings/", "//evil.example/", "/nowhere/", "/admin/"])
def test_preview_is_of_public_pages_alone(desk: Client, path: str) -> None:
    answer = desk.get("/admin/view-as/", {"path": path, "language": "en"})

    assert answer.status_code == (400 if path.startswith("//") else 404)


def test_preview_leaves_the_curator_who_they_are(desk: Client) -> None:
    make_title()
    desk.get("/admin/view-as/", {"path": "/", "language": "en"})

    assert desk.get("/admin/").context["user"].username == "meghana"


def test_curators_see_posters_of_what_is_not_published(desk: Client) -> None:
    draft = make_title("Mayabazar", status=TitleStatus.DRAFT)

    drawn = [who.get(f"/title/{draft.pk}/poster.svg") for who in (desk, Client())]

    assert [answer.status_code for answer in drawn] == [200, 404]
    assert drawn[0]["Cache-Control"] == "private, no-cache"
