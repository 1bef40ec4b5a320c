"""Experiments in the admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommender.models import Arm, Experiment
from tests.factories import make_title
from tests.recommender.trials import make_draft, make_running, populate

pytestmark = pytest.mark.django_db


def staff(client: Client, *permissions: str) -> User:
    """Logged in, with these permissions for experiments."""
    user = User.objects.create_user(username="keeper", password="ten white lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def report(experiment: Experiment) -> str:
    return f"/admin/recommender/experiment/{experiment.pk}/report/"


def test_a_report_says_what_was_found(client: Client) -> None:
    experiment = make_running(days_ago=20)
    populate(
        experiment, make_title(), {"plain": (150, 15), "bold": (150, 75)}, begun=timezone.now() - timedelta(days=18)
    )
    staff(client, "view_experiment")

    page = client.get(report(experiment)).content.decode()

    assert "bold is better than the control." in page
    assert "+40.00" in page
    assert page.count("<circle") == 1
    assert "Stop it now" not in page


def test_a_report_of_nothing_is_a_page(client: Client) -> None:
    staff(client, "view_experiment")

    assert "It has not begun." in client.get(report(make_draft())).content.decode()
    running = client.get(report(make_running("second"))).content.decode()
    assert "each arm needs 100 settled members" in running


def test_reports_are_for_those_who_may(client: Client, member: User) -> None:
    experiment = make_running()
    assert client.get(report(experiment)).status_code == 302
    client.force_login(member)
    assert client.get(report(experiment)).status_code == 302
    staff(client)
    assert client.get(report(experiment)).status_code == 403
    assert client.get("/admin/recommender/experiment/999/report/").status_code == 404


def test_those_who_may_change_it_stop_it(client: Client) -> None:
    experiment = make_running()
    address = f"/admin/recommender/experiment/{experiment.pk}/stop/"
    keeper = staff(client, "view_experiment")
    assert client.post(address).status_code == 403

    keeper.user_permissions.add(Permission.objects.get(codename="change_experiment"))
    client.force_login(User.objects.get(pk=keeper.pk))
    assert client.get(address).status_code == 405
    assert "Stop it now" in client.get(report(experiment)).content.decode()
    response = client.post(address)

    assert (response.status_code, response["Location"]) == (302, report(experiment))
    assert Experiment.objects.get().status == "ended"


def test_actions_start_one_and_tell_why_not_two(client: Client) -> None:
    first, second = make_draft("first"), make_draft("second")
    staff(client, "view_experiment", "change_experiment")

    response = client.post(
        "/admin/recommender/experiment/", {"action": "start", "_selected_action": [first.pk, second.pk]}, follow=True
    )

    assert list(Experiment.objects.order_by("pk").values_list("status", flat=True)) == ["running", "draft"]
    assert "First has begun." in response.content.decode()
    assert "Another experiment is running." in response.content.decode()


def test_settings_that_mean_nothing_are_told_at_their_field(client: Client) -> None:
    client.force_login(User.objects.create_superuser(username="curator", password="ten white lamps"))
    values = {
        "key": "speed", "name": "Speed", "traffic": "1", "metric": "click", "alpha": "0.05", "least_members": "100",
        "most_days": "30", "arms-TOTAL_FORMS": "1", "arms-INITIAL_FORMS": "0", "arms-0-key": "fast",
        "arms-0-weight": "1",
    }  # fmt: skip

    wrong = client.post("/admin/recommender/experiment/add/", values | {"arms-0-settings": '{"algorithm": "magic"}'})
    assert "algorithm is one of" in wrong.content.decode()
    assert Experiment.objects.count() == 0

    right = client.post("/admin/recommender/experiment/add/", values | {"arms-0-settings": '{"adventure": 0.5}'})
    assert right.status_code == 302
    assert list(Arm.objects.values_list("key", "settings")) == [("fast", {"adventure": 0.5})]
    assert Experiment.objects.get().created_by.username == "curator"


def test_what_runs_is_not_edited(client: Client) -> None:
    experiment = make_running()
    client.force_login(User.objects.create_superuser(username="curator", password="ten white lamps"))
    values = {
        "name": "Renamed", "hypothesis": "", "traffic": "0.5", "key": "other", "metric": "stars", "alpha": "0.2",
        "arms-TOTAL_FORMS": "2", "arms-INITIAL_FORMS": "2",
    }  # fmt: skip
    for number, arm in enumerate(experiment.arms.order_by("pk")):
        values |= {f"arms-{number}-id": str(arm.pk), f"arms-{number}-weight": "9", f"arms-{number}-key": "x"}

    client.post(f"/admin/recommender/experiment/{experiment.pk}/change/", values)

    row = Experiment.objects.get()
    assert (row.name, row.traffic, row.key, row.metric, row.alpha) == ("Renamed", 0.5, "bolder", "click", 0.05)
    assert list(row.arms.order_by("pk").values_list("key", "weight")) == [("plain", 1), ("bold", 1)]
