"""Analytics: one's own habits, how picks are received, and trends that tell of nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Genre, Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from recommender.enums import OutcomeKind
from recommender.models import Experiment, Exposure, Impression, Outcome
from recommender.selectors.analytics import streaks
from tests.factories import make_member, make_title, make_titles

pytestmark = pytest.mark.django_db
ROOT = "/api/ml/analytics"
MONDAY = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def make_staff(*permissions: str) -> APIClient:
    user = User.objects.create_user(username="staff", password="nine grey lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = APIClient()
    client.force_authenticate(user)
    return client


def rate_at(member: User, title: Title, value: float, at: datetime) -> None:
    rate_title(member=member, title_id=title.pk, value=value)
    Rating.objects.filter(user=member, title=title).update(updated_at=at)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], (0, 0)),
        ([1, 2, 3, 7, 8], (3, 0)),
        ([1, 8, 9, 10], (3, 3)),
        ([1, 2, 8, 9], (2, 2)),
        ([10], (1, 1)),
    ],
)
def test_streaks(days: list[int], expected: tuple[int, int]) -> None:
    assert streaks([date(2026, 3, day) for day in days], date(2026, 3, 10)) == expected


def test_own_patterns_go_by_the_members_clock(member: User, member_api: APIClient) -> None:
    drama = Genre.objects.create(slug="drama", name="Drama")
    titles = [make_title("Eega", year=2012), make_title("Jeans", language="ta", year=1998)]
    titles[0].genres.add(drama)
    rate_at(member, titles[0], 4.5, MONDAY)
    rate_at(member, titles[1], 3.5, MONDAY + timedelta(days=1))
    member.profile.time_zone = "Asia/Kolkata"  # five and a half hours ahead: the days after
    member.profile.save()

    body = member_api.get(f"{ROOT}/user-patterns").json()

    assert (body["user_id"], body["ratings"], body["mean"], body["time_zone"]) == (member.pk, 2, 4.0, "Asia/Kolkata")
    assert body["weekdays"] == [0, 1, 1, 0, 0, 0, 0]
    assert [hour for hour, count in enumerate(body["hours"]) if count] == [2]
    assert body["genres"] == [{"key": "drama", "label": "Drama", "count": 1, "mean": 4.5}]
    assert sorted(part["key"] for part in body["languages"]) == ["ta", "te"]
    assert [part["count"] for part in body["decades"]] == [1, 0, 1]
    assert body["streak"] == {"longest": 2, "current": 0}


def test_patterns_of_others_are_for_staff_with_the_permission(
    member: User, other_member: User, member_api: APIClient, api: APIClient
) -> None:
    path = f"{ROOT}/user-patterns?user_id={other_member.pk}"
    staff = make_staff("view_rating")

    answers = [client.get(path).status_code for client in (api, member_api, staff)]
    unknown = [client.get(f"{ROOT}/user-patterns?user_id=99999").json() for client in (member_api, staff)]

    assert answers == [401, 404, 200]
    assert unknown[0]["title"] == unknown[1]["title"] == member_api.get(path).json()["title"]
    assert member_api.get(f"{ROOT}/user-patterns?user_id=no").status_code == 400


def show(member: User, title: Title, *, times: int = 1, at: datetime | None = None) -> None:
    moment = at or timezone.now()
    Impression.objects.create(
        user=member, title=title, model="m", times=times, best_place=0, score=1.0, first_at=moment, last_at=moment
    )


def click(member: User, title: Title) -> None:
    experiment = Experiment.objects.create(key="dial", name="Dial", salt="s")
    arm = experiment.arms.create(key="a")
    exposure = Exposure.objects.create(experiment=experiment, arm=arm, user=member)
    Outcome.objects.create(exposure=exposure, kind=OutcomeKind.CLICK, title=title, day=date(2026, 3, 2))


def test_performance_counts_what_came_after_the_showing(member: User, other_member: User) -> None:
    first, second = make_titles(2)
    now = timezone.now()
    rate_at(member, first, 4, now)
    rate_at(other_member, first, 1, now - timedelta(days=9))  # before it was shown
    show(member, first, times=3, at=now - timedelta(days=1))
    show(other_member, first, at=now - timedelta(days=1))
    show(member, second)
    click(member, first)

    body = make_staff("view_impression").get(f"{ROOT}/content-performance").json()

    assert [(row["movie"]["id"], row["impressions"], row["members"]) for row in body["results"]] == [
        (first.pk, 4, 2),
        (second.pk, 1, 1),
    ]
    assert [(row["clicks"], row["ratings"], row["mean"]) for row in body["results"]] == [(1, 1, 4.0), (0, 0, None)]


def test_performance_is_for_staff_with_the_permission(api: APIClient, member_api: APIClient) -> None:
    staff = make_staff("view_rating")

    answers = [client.get(f"{ROOT}/content-performance").status_code for client in (api, member_api, staff)]

    assert answers == [401, 403, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_performance_takes_a_fixed_number_of_queries(member: User, count: int, django_assert_num_queries: Any) -> None:
    for title in make_titles(count):
        show(member, title)
    staff = make_staff("view_impression")
    staff.get(f"{ROOT}/content-performance")

    with django_assert_num_queries(6):
        body = staff.get(f"{ROOT}/content-performance?page_size=2").json()

    assert (body["count"], len(body["results"])) == (count, min(count, 2))


def test_trends_compare_with_the_month_before_and_hide_small_groups(api: APIClient) -> None:
    telugu, tamil = [make_title(f"T {n}") for n in range(2)], make_title("Jeans", language="ta")
    now = timezone.now()
    for number in range(6):
        viewer = make_member(f"viewer-{number}")
        viewer.profile.region = "IN" if number < 5 else "LK"
        viewer.profile.save()
        rate_at(viewer, telugu[0], 4, now - timedelta(days=1))
        if number < 5:
            rate_at(viewer, telugu[1], 5, now - timedelta(days=40))
        if number < 4:
            rate_at(viewer, tamil, 3, now - timedelta(days=1))

    response = api.get(f"{ROOT}/regional-trends")

    body = response.json()
    assert (response.status_code, body["days"], body["least_members"]) == (200, 30, 5)
    assert body["languages"] == [
        {"key": "te", "ratings": 6, "members": 6, "mean": 4.0, "before": 5, "change": pytest.approx(0.2)}
    ]
    assert [(row["key"], row["ratings"], row["members"], row["before"]) for row in body["regions"]] == [("IN", 9, 5, 5)]
