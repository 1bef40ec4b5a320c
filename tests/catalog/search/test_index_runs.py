"""Rebuilding by API: who may, one at a time, taken over when dead."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts.models import User
from catalog.enums import RunState
from catalog.exceptions import IndexRunLostError
from catalog.models import IndexRun, SearchDocument
from catalog.search.subjects import Subject, get_subject, register_subject
from catalog.services import index_runs
from catalog.services.index_runs import STALE, ask_for_rebuild, work_on_run
from catalog.tasks import resume_index_runs
from tests.factories import make_titles

pytestmark = pytest.mark.django_db
CALLS = [("/api/index", {"title_ids": [1]}), ("/api/reindex/movies", None), ("/api/reindex/reviews", None)]


@pytest.fixture
def staff_api(member: User) -> APIClient:
    member.is_staff = True
    member.save()
    client = APIClient()
    client.force_authenticate(member)
    return client


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_staff_alone(api: APIClient, member_api: APIClient, path: str, body: object) -> None:
    assert [client.post(path, body).status_code for client in (api, member_api)] == [401, 403]
    assert [client.get("/api/index/runs/1").status_code for client in (api, member_api)] == [401, 403]


def test_indexes_some_titles(staff_api: APIClient) -> None:
    titles = make_titles(2)

    response = staff_api.post("/api/index", {"title_ids": [titles[1].pk, titles[1].pk, 999_999]})

    assert (response.status_code, response.json()) == (200, {"subject": "titles", "asked": 2, "indexed": 1})
    assert list(SearchDocument.objects.values_list("pk", flat=True)) == [titles[1].pk]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["title_ids"]),
        ({"title_ids": [1], "review_ids": [1]}, ["title_ids"]),
        ({"title_ids": []}, ["title_ids"]),
        ({"title_ids": list(range(1, 202))}, ["title_ids"]),
        ({"title_ids": ["x"]}, ["title_ids.0"]),
        ({"review_ids": [0]}, ["review_ids.0"]),
        ({"ids": [1]}, ["ids"]),
    ],
)
def test_what_to_index_is_checked(staff_api: APIClient, body: object, fields: list[str]) -> None:
    response = staff_api.post("/api/index", body)
    assert (response.status_code, list(response.json()["errors"])) == (400, fields)


@pytest.mark.parametrize(("path", "subject"), [("movies", "titles"), ("reviews", "reviews")])
def test_rebuilds_in_the_background(
    staff_api: APIClient,
    path: str,
    subject: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_titles(3)

    with django_capture_on_commit_callbacks(execute=True):
        response = staff_api.post(f"/api/reindex/{path}")

    body = response.json()
    assert (response.status_code, body["subject"], body["state"], body["progress"]) == (202, subject, "running", 0.0)
    done = staff_api.get(body["status_url"]).json()
    count = 3 if subject == "titles" else 0
    assert (done["state"], done["done"], done["total"], done["progress"]) == ("finished", count, count, 1.0)
    assert SearchDocument.objects.count() == count


def test_a_second_request_gets_the_running_one(staff_api: APIClient) -> None:
    first = staff_api.post("/api/reindex/movies").json()
    second = staff_api.post("/api/reindex/movies").json()
    assert (first["id"], IndexRun.objects.count()) == (second["id"], 1)
    assert staff_api.post("/api/reindex/reviews").json()["id"] != first["id"]
    assert staff_api.get("/api/index/runs/999").status_code == 404


def test_a_run_is_worked_on_once() -> None:
    run, _ = ask_for_rebuild(subject="titles")
    IndexRun.objects.filter(pk=run.pk).update(total=5)

    assert work_on_run(run_id=run.pk) is False  # somebody is at it
    assert work_on_run(run_id=999_999) is False


def test_a_dead_run_is_taken_over_by_the_next_request() -> None:
    dead, _ = ask_for_rebuild(subject="titles")
    IndexRun.objects.filter(pk=dead.pk).update(total=5, heartbeat_at=timezone.now() - STALE - timedelta(seconds=1))

    run, fresh = ask_for_rebuild(subject="titles")

    dead.refresh_from_db()
    assert (fresh, run.pk != dead.pk, dead.state, dead.lease_key) == (True, True, RunState.FAILED, None)
    assert (work_on_run(run_id=dead.pk), work_on_run(run_id=run.pk)) == (False, True)


def test_a_dead_run_is_resumed(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    make_titles(2)
    run, _ = ask_for_rebuild(subject="titles")
    IndexRun.objects.filter(pk=run.pk).update(total=5, heartbeat_at=timezone.now() - STALE - timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        resume_index_runs.delay()

    run.refresh_from_db()
    assert (run.state, run.done) == (RunState.FINISHED, 2)


def test_a_run_that_lost_its_lease_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_runs, "TELL_EVERY", 0.0)
    held = get_subject("titles")
    run, _ = ask_for_rebuild(subject="titles")

    def lose(progress: index_runs.Progress) -> int:
        progress(1)
        IndexRun.objects.filter(pk=run.pk).update(lease_key=None, state=RunState.FAILED)
        progress(1)
        return 2

    register_subject(Subject("titles", count=lambda: 2, index=held.index, rebuild=lose))
    try:
        with pytest.raises(IndexRunLostError):
            work_on_run(run_id=run.pk)
    finally:
        register_subject(held)
    run.refresh_from_db()
    assert (run.state, run.done) == (RunState.FAILED, 1)


def test_a_failure_is_told_and_gives_the_lease_back() -> None:
    held = get_subject("titles")

    def fail(progress: index_runs.Progress) -> int:
        raise ValueError("no room")

    run, _ = ask_for_rebuild(subject="titles")
    register_subject(Subject("titles", count=lambda: 2, index=held.index, rebuild=fail))
    try:
        with pytest.raises(ValueError, match="no room"):
            work_on_run(run_id=run.pk)
    finally:
        register_subject(held)
    run.refresh_from_db()
    assert (run.state, run.error, ask_for_rebuild(subject="titles")[1]) == (
        RunState.FAILED,
        "ValueError: no room",
        True,
    )


def test_the_command_leaves_a_running_one_alone() -> None:
    run, _ = ask_for_rebuild(subject="reviews")
    IndexRun.objects.filter(pk=run.pk).update(total=5)
    with pytest.raises(CommandError, match=f"reviews, run {run.pk}"):
        call_command("rebuild_search", "--only", "reviews", verbosity=0, stdout=StringIO())
