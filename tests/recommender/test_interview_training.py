"""The interview is learnt, judged whole, promoted and pruned with the models of the site."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.models import Title
from recommender.enums import ModelStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.interviews import interviews
from recommender.registry.versions import KEEP, artifact_store, roll_back
from recommender.services.training import run_training
from recommender.training import interviews as interview_training

pytestmark = pytest.mark.django_db
ALGORITHMS = ("popularity", "default")


def test_it_is_promoted_with_the_models_of_the_run(trained: list[list[Title]]) -> None:
    run, found = TrainingRun.objects.get(), interviews.active()

    assert found is not None
    version, interview = found
    assert {made.algorithm for made in run.versions.all()} == {*ALGORITHMS, "interview"}
    assert version.data_fingerprint == ModelVersion.objects.get(algorithm="default").data_fingerprint
    assert sorted(interview.titles.tolist()) == sorted(title.pk for camp in trained for title in camp)
    assert run.error == ""


def test_models_that_nobody_is_served_from_need_no_interview(camps: list[list[Title]]) -> None:
    run_training(algorithms=("popularity",))

    assert not ModelVersion.objects.filter(algorithm="interview").exists()


def test_too_few_members_are_asked_by_fame(camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interview_training, "LEAST_MEMBERS", 25)

    run, _ = run_training(algorithms=ALGORITHMS)

    assert run.versions.count() == len(ALGORITHMS)
    assert interviews.active() is None


def test_the_models_serve_where_the_interview_fails(camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("no questions today")

    monkeypatch.setattr("recommender.training.runner.train_interview", fail)

    run, outcomes = run_training(algorithms=ALGORITHMS)

    run.refresh_from_db()
    assert [outcome.promoted for outcome in outcomes] == [True, True]
    assert run.error == "interview: ValueError: no questions today"


def test_earlier_versions_are_kept_and_can_be_gone_back_to(camps: list[list[Title]]) -> None:
    for _ in range(KEEP + 3):
        run_training(algorithms=ALGORITHMS)
    newest = ModelVersion.objects.get(active_key="interview")

    back = roll_back("interview")
    found = interviews.active()

    assert len(artifact_store().versions("interview")) == KEEP + 1
    assert found is not None
    assert (found[0].pk, back.status) == (back.pk, ModelStatus.ACTIVE)
    assert back.pk < newest.pk


def test_the_command_lists_and_verifies_it(trained: list[list[Title]]) -> None:
    version, out = ModelVersion.objects.get(algorithm="interview"), StringIO()

    call_command("models", "list", "interview", stdout=out)
    call_command("models", "verify", "interview", version.version, stdout=out)

    assert out.getvalue().count(version.version) == 2
    assert f"{version}: whole." in out.getvalue()


def test_the_page_of_models_compares_only_what_scores_titles(client: Client, trained: list[list[Title]]) -> None:
    response = client.get("/models/")

    assert sorted(row.version.algorithm for row in response.context["rows"]) == sorted(ALGORITHMS)
