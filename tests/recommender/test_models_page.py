"""How picks are made, as a page: for everybody to read, for staff to train and to choose what serves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Title
from recommender import tasks
from recommender.enums import ModelStatus, RunStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.versions import active_version, artifact_store
from recommender.services.training import run_training
from recommender.serving.health import count_failure
from recommender.training import lease

pytestmark = pytest.mark.django_db
PAGE = "/models/"
HTMX = {"HX-Request": "true"}
ALL = ("view_trainingrun", "add_trainingrun", "change_trainingrun", "change_modelversion")


def staff_client(*permissions: str, username: str = "staff") -> Client:
    user = User.objects.create_user(username=username, password="nine grey lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, learnt by the model whose scores are told apart here, and by popularity."""
    run_training(algorithms=("popularity", "default"))
    return camps


@pytest.fixture
def staff(db: None) -> Client:
    return staff_client(*ALL)


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are sent, and nobody reads them."""
    monkeypatch.setattr(tasks.train_run, "delay", lambda **_: None)


def test_everybody_reads_what_serves_and_how_well(trained: list[list[Title]], client: Client) -> None:
    response = client.get(PAGE)

    page, serving = response.content.decode(), active_version("default")
    assert serving is not None
    assert response.status_code == 200
    assert response.context["serving"].version == serving
    assert [row.version.algorithm for row in response.context["rows"]] == sorted(
        ("default", "popularity"), key=lambda name: -(active_version(name) or serving).metrics["ndcg@10"]
    )
    assert max(row.width for row in response.context["rows"]) == 100.0
    assert f"{serving.interactions} ratings" in page
    assert f"{round(100 * serving.metrics['hr@10'])}</b> of 100 members" in page
    assert response.context["desk"] is None
    assert "csrfmiddlewaretoken" not in page.partition("<main")[2].partition("</main")[0]


def test_without_a_model_the_page_says_so(client: Client, db: None) -> None:
    page = client.get(PAGE).content.decode()

    assert "No model has learned anything yet" in page
    assert "No step of making picks has failed in the last day" in page


def test_failures_of_the_last_day_are_told(client: Client, db: None) -> None:
    count_failure("explain")
    count_failure("explain")

    assert client.get(PAGE).context["failures"] == [("naming the reasons", 2)]


def test_the_page_is_linked(client: Client, db: None) -> None:
    for path in ("/", "/recommendations/"):
        assert f'href="{reverse("recommender:models")}"' in client.get(path).content.decode()


def test_staff_train_watch_and_cancel(staff: Client, no_worker: None) -> None:
    asked = staff.post("/models/train/", {"kind": "collaborative"}, follow=True)
    run = TrainingRun.objects.get()
    again = staff.post("/models/train/", {"kind": "collaborative"}, follow=True)
    lease.claim_run(run.pk)
    lease.report_progress(TrainingRun.objects.get(), 0.37, "als: iteration 3 of 12")
    progress = staff.get(PAGE, headers=HTMX)
    cancelled = staff.post(f"/models/runs/{run.pk}/cancel/", follow=True)
    stopping = staff.get(PAGE, headers=HTMX)

    assert "Waiting for a worker" in asked.content.decode()
    assert [str(message) for message in again.context["messages"]] == ["A training is running already"]
    assert "als: iteration 3 of 12" in progress.content.decode()
    assert 'aria-valuenow="37"' in progress.content.decode()
    assert "<html" not in progress.content.decode()
    assert "Stopping at the next step" in cancelled.content.decode()
    assert "Stopping at the next step" in stopping.content.decode()
    assert TrainingRun.objects.get().is_cancelling


def test_when_the_training_has_ended_the_page_is_read_anew(staff: Client) -> None:
    response = staff.get(PAGE, headers=HTMX)

    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_a_training_by_form_is_carried_out(camps: list[list[Title]], staff: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("recommender.services.training.KINDS", {"collaborative": ("popularity",)})

    staff.post("/models/train/", {"kind": "collaborative"})

    assert (TrainingRun.objects.get().status, active_version("popularity") is None) == (RunStatus.DONE, False)


def test_a_kind_that_is_none_is_refused(staff: Client) -> None:
    assert staff.post("/models/train/", {"kind": "magic"}).status_code == 400


def test_an_earlier_version_serves_again_and_back(trained: list[list[Title]], staff: Client) -> None:
    first = active_version("default")
    run_training(algorithms=["default"], force=True)
    second = active_version("default")
    assert first is not None
    assert second is not None

    back = staff.post("/models/back/", {"algorithm": "default"}, follow=True)
    after_back = active_version("default")
    staff.post(f"/models/versions/{second.pk}/serve/")

    assert [str(message) for message in back.context["messages"]] == [f"{first} serves now."]
    assert (after_back, active_version("default")) == (first, second)


def test_a_damaged_version_does_not_serve(trained: list[list[Title]], staff: Client) -> None:
    first = active_version("default")
    run_training(algorithms=["default"], force=True)
    second = active_version("default")
    assert first is not None
    (artifact_store().path("default", first.version) / "manifest.json").write_text("{}")

    response = staff.post(f"/models/versions/{first.pk}/serve/", follow=True)

    assert "registered" in str(next(iter(response.context["messages"])))
    assert active_version("default") == second


def test_nothing_to_go_back_to_is_told(trained: list[list[Title]], staff: Client) -> None:
    response = staff.post("/models/back/", {"algorithm": "default"}, follow=True)

    assert "There is no earlier version" in str(next(iter(response.context["messages"])))
    assert staff.post("/models/versions/99999/serve/").status_code == 404


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/models/train/", "add_trainingrun"),
        ("/models/runs/1/cancel/", "change_trainingrun"),
        ("/models/versions/1/serve/", "change_modelversion"),
        ("/models/back/", "change_modelversion"),
    ],
)
def test_each_action_has_its_permission(client: Client, member: User, path: str, permission: str) -> None:
    others, ordinary = staff_client(*(set(ALL) - {permission})), Client()
    ordinary.force_login(member)

    answers = [who.post(path).status_code for who in (client, ordinary, others)]

    assert answers == [302, 403, 403]
    assert (TrainingRun.objects.count(), ModelVersion.objects.count()) == (0, 0)


def test_actions_need_the_token_of_the_page(staff: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = staff.cookies

    assert careful.post("/models/train/", {"kind": "collaborative"}).status_code == 403


def test_staff_see_only_what_they_may_do(trained: list[list[Title]]) -> None:
    desk = staff_client("view_trainingrun").get(PAGE).context["desk"]

    assert (desk["kinds"], desk["may_cancel"], desk["may_serve"]) == ([], False, False)
    assert [(run.kind, what) for run, what in desk["runs"]] == [
        ("popularity,default", "Popularity, Title to title, and hidden tastes")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_a_fixed_number_of_queries(staff: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        version = ModelVersion.objects.create(
            algorithm="als", version=str(number), data_fingerprint="", sha256="", status=ModelStatus.RETIRED
        )
        lease.finish_run(lease.start_run(kind="als", by=User.objects.get(username="staff")), [version])
    staff.get(PAGE)

    with django_assert_num_queries(9):
        staff.get(PAGE)
