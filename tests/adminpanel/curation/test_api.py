"""Curation and analytics by API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from adminpanel.models import DailyFigure, FeaturedSlot
from adminpanel.services.curation import PUBLISH, SUBMIT
from catalog.enums import TitleStatus
from tests.adminpanel.staff import make_staff
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
SEARCH, CURATE, FEATURE, ANALYTICS = (
    "/api/admin/content/search",
    "/api/admin/content/curate",
    "/api/admin/featured",
    "/api/admin/analytics",
)


def client_of(*permissions: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(make_staff("meghana", *permissions))
    return client


def test_search_finds_every_status_and_says_what_is_missing() -> None:
    api = client_of("catalog.view_title", SUBMIT)
    make_title("Eega")
    draft = make_title("Mayabazar", status=TitleStatus.DRAFT, overview="Told.", year=1957, runtime=None)

    answer = api.get(SEARCH, {"query": "maya"}).json()

    assert answer["count"] == 1
    [row] = answer["results"]
    assert (row["id"], row["status"], row["steps"]) == (draft.pk, "draft", ["review"])
    assert row["missing"] == ["runtime", "poster", "people", "trailer", "offers"]


def test_search_filters_by_status_language_and_what_is_missing() -> None:
    api = client_of("catalog.view_title")
    make_title("Eega", overview="Told.")
    wanted = make_title("Nayakan", language="ta", status=TitleStatus.REVIEW)

    answer = api.get(SEARCH, {"status": "review", "language": "ta", "lacks": "overview"}).json()

    assert [row["id"] for row in answer["results"]] == [wanted.pk]


@pytest.mark.parametrize(
    ("name", "value"), [("status", "famous"), ("language", "zz"), ("lacks", "charm"), ("page", "0"), ("page_size", "x")]
)
def test_search_refuses_what_it_does_not_know(name: str, value: str) -> None:
    answer = client_of("catalog.view_title").get(SEARCH, {name: value})

    assert answer.status_code in {400, 404}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_as_often_for_three_as_for_one(count: int, django_assert_num_queries: Any) -> None:
    api = client_of("catalog.view_title", SUBMIT)
    make_titles(count, status=TitleStatus.DRAFT)
    api.get(SEARCH)

    with django_assert_num_queries(3):
        answer = api.get(SEARCH)

    assert answer.json()["count"] == count


def test_curating_moves_and_undoes() -> None:
    api = client_of("catalog.view_title", PUBLISH)
    first, second = make_titles(2, status=TitleStatus.REVIEW)
    third = make_title("Draft", status=TitleStatus.DRAFT)

    done = api.post(CURATE, {"ids": [first.pk, second.pk, third.pk], "status": "published"}, format="json").json()
    undone = api.post(CURATE, {"undo": done["curation"]}, format="json").json()
    again = api.post(CURATE, {"undo": done["curation"]}, format="json")

    assert (done["moved"], done["stayed"]) == ([first.pk, second.pk], [third.pk])
    assert undone == {"curation": done["curation"], "moved": [first.pk, second.pk], "stayed": []}
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "already-undone")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ids"),
        ({"ids": []}, "ids"),
        ({"ids": ["x"], "status": "review"}, "ids.0"),
        ({"ids": [1]}, "status"),
        ({"ids": [1], "status": "famous"}, "status"),
        ({"undo": 1, "ids": [1]}, "undo"),
        ({"ids": [1], "status": "review", "elo": 3}, "elo"),
    ],
)
def test_curating_says_by_field_what_is_wrong(body: dict[str, Any], field: str) -> None:
    answer = client_of("catalog.view_title", SUBMIT).post(CURATE, body, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_step_without_its_permission_is_forbidden() -> None:
    title = make_title(status=TitleStatus.REVIEW)

    answer = client_of("catalog.view_title", SUBMIT).post(CURATE, {"ids": [title.pk], "status": "published"}, "json")

    assert answer.status_code == 403


def test_featuring_by_api() -> None:
    api = client_of("adminpanel.add_featuredslot")
    title = make_title()
    starts = timezone.now()

    answer = api.post(
        FEATURE,
        {"title": title.pk, "headline": "Festival week", "starts_at": starts.isoformat(), "languages": ["te"]},
        format="json",
    )

    assert answer.status_code == 201
    slot = FeaturedSlot.objects.get()
    assert (slot.title_id, slot.headline, slot.languages, slot.created_by.username) == (  # type: ignore[union-attr]
        title.pk, "Festival week", ["te"], "meghana",
    )  # fmt: skip
    assert answer.json()["id"] == slot.pk


def test_featuring_says_by_field_what_is_wrong() -> None:
    api = client_of("adminpanel.add_featuredslot")
    now = timezone.now()
    body = {
        "title": 999,
        "starts_at": now.isoformat(),
        "ends_at": (now - timedelta(days=1)).isoformat(),
        "regions": ["ZZ"],
    }

    answer = api.post(FEATURE, body, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "title": ["There is no such title."],
        "ends_at": ["It has to end after it starts."],
        "regions": ["Not known here: ZZ."],
    }


def test_analytics_gives_series_by_day() -> None:
    api = client_of("adminpanel.view_dailyfigure")
    today = timezone.now().date()
    DailyFigure.objects.create(day=today, name="votes", value=7)
    DailyFigure.objects.create(day=today - timedelta(days=2), name="votes", value=5)

    body = api.get(ANALYTICS, {"days": 3}).json()

    [votes] = [series for series in body["series"] if series["name"] == "votes"]
    assert body["days"] == [str(today - timedelta(days=back)) for back in (2, 1, 0)]
    assert votes == {"name": "votes", "total": 12.0, "values": [5.0, None, 7.0]}
    assert set(body) == {
        "days", "series", "funnel", "missed_searches", "languages", "models", "parts", "waiting",
    }  # fmt: skip


@pytest.mark.parametrize(("method", "path"), [("get", SEARCH), ("post", CURATE), ("post", FEATURE), ("get", ANALYTICS)])
def test_every_address_asks_for_its_permission(api: APIClient, member_api: APIClient, method: str, path: str) -> None:
    without = client_of("accounts.view_user")

    assert [getattr(who, method)(path).status_code for who in (api, member_api, without)] == [401, 403, 403]
