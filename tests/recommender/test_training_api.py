"""Trainings over the API: asked for by staff, carried out once, watched and stopped."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import Title
from recommender import tasks
from recommender.enums import RunStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.training import lease

pytestmark = pytest.mark.django_db
ALL = ("add_trainingrun", "view_trainingrun", "change_trainingrun")
KINDS = ("collaborative", "content-based", "hybrid")


def make_staff(*permissions: str, username: str = "staff") -> APIClient:
    user = User.objects.create_user(username=username, password="nine grey lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def staff(db: None) -> APIClient:
    return make_staff(*ALL)


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are sent, and nobody reads them."""
    monkeypatch.setattr(tasks.train_run, "delay", lambda **_: None)


@pytest.fixture
def two_algorithms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.services.training.KINDS", dict.fromkeys(KINDS, ("popularity", "item_knn")))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_trained_by_a_worker_and_told(
    camps: list[list[Title]], staff: APIClient, two_algorithms: None, kind: str
) -> None:
    started = staff.post(f"/api/ml/train/{kind}")
    run = staff.get(started.json()["status_url"]).json()

    assert (started.status_code, set(started.json())) == (202, {"run", "status_url"})
    assert started["Location"] == started.json()["status_url"]
    assert (run["id"], run["kind"], run["status"], run["progress"]) == (started.json()["run"], kind, "done", 1.0)
    assert (run["algorithms"], run["requested_by"]) == (["popularity", "item_knn"], "staff")
    assert [(row["algorithm"], row["status"]) for row in run["versions"]] == [
        (version.algorithm, "active") for version in TrainingRun.objects.get().versions.all()
    ]
    assert ModelVersion.objects.exclude(active_key=None).count() == 2


def test_while_one_waits_or_runs_others_are_refused(staff: APIClient, no_worker: None) -> None:
    first = staff.post("/api/ml/train/collaborative")
    while_queued = staff.post("/api/ml/train/collaborative")
    lease.claim_run(first.json()["run"])
    while_running = staff.post("/api/ml/train/collaborative")

    assert [answer.status_code for answer in (first, while_queued, while_running)] == [202, 409, 409]
    assert TrainingRun.objects.count() == 1


def test_one_that_waits_is_cancelled_at_once(staff: APIClient, no_worker: None) -> None:
    url = staff.post("/api/ml/train/collaborative").json()["status_url"]

    cancelled, again = staff.post(f"{url}/cancel"), staff.post(f"{url}/cancel")
    unknown = staff.post("/api/ml/train/runs/999/cancel")

    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert (again.status_code, unknown.status_code) == (409, 404)
    assert staff.post("/api/ml/train/collaborative").status_code == 202


def test_one_at_work_is_asked_to_stop(staff: APIClient, no_worker: None) -> None:
    url = staff.post("/api/ml/train/collaborative").json()["status_url"]
    lease.claim_run(TrainingRun.objects.get().pk)

    body = staff.post(f"{url}/cancel").json()

    assert (body["status"], body["cancelling"]) == ("running", True)


def test_without_a_queue_nothing_is_left_behind(staff: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.train_run, "delay", fail)

    response = staff.post("/api/ml/train/collaborative")

    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert TrainingRun.objects.get().status == RunStatus.CANCELLED


def test_what_went_wrong_is_told(staff: APIClient) -> None:
    url = staff.post("/api/ml/train/collaborative").json()["status_url"]

    body = staff.get(url).json()

    assert (body["status"], body["error"]) == (
        "failed",
        "NothingToLearnError: There are too few ratings to learn from",
    )


def test_a_kind_of_which_there_is_nothing_here_is_refused(staff: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.services.training.KINDS", {"hybrid": ("no-such",)})

    assert staff.post("/api/ml/train/hybrid").status_code == 400
    assert TrainingRun.objects.count() == 0


def test_unknown_options_are_refused(staff: APIClient) -> None:
    response = staff.post("/api/ml/train/collaborative", {"fast": True})

    assert (response.status_code, response.json()["errors"]) == (400, {"fast": ["Unknown field."]})


CALLS = [
    ("post", "/api/ml/train/collaborative", "add_trainingrun", 202),
    ("post", "/api/ml/train/content-based", "add_trainingrun", 202),
    ("post", "/api/ml/train/hybrid", "add_trainingrun", 202),
    ("get", "/api/ml/train/runs", "view_trainingrun", 200),
    ("get", "/api/ml/train/runs/{run}", "view_trainingrun", 200),
    ("post", "/api/ml/train/runs/{run}/cancel", "change_trainingrun", 202),
]


@pytest.mark.parametrize(("method", "path", "permission", "status"), CALLS)
def test_each_call_has_its_permission(
    member_api: APIClient,
    api: APIClient,
    no_worker: None,
    two_algorithms: None,
    method: str,
    path: str,
    permission: str,
    status: int,
) -> None:
    allowed, others = make_staff(permission), make_staff(*(set(ALL) - {permission}), username="other-staff")
    if "{run}" in path:
        path = path.format(run=lease.queue_run(kind="collaborative", options={"algorithms": []}).pk)

    answers = [getattr(client, method)(path).status_code for client in (api, member_api, others, allowed)]

    assert answers == [401, 403, 403, status]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_paged_and_takes_a_fixed_number_of_queries(
    staff: APIClient, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        lease.finish_run(lease.start_run(kind="default", by=User.objects.get(username="staff")), [])
    staff.get("/api/ml/train/runs")

    with django_assert_num_queries(3):
        body = staff.get("/api/ml/train/runs?page_size=2").json()

    newest = list(TrainingRun.objects.order_by("-pk").values_list("pk", flat=True))
    assert (body["count"], [row["id"] for row in body["results"]]) == (count, newest[:2])
