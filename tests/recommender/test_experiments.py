"""Experiments: made, begun, dealt out, judged and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from moviesite.common.errors import DomainError
from recommender.enums import ExperimentStatus, PrimaryMetric
from recommender.exceptions import ExperimentNotFoundError, ExperimentStateError, InvalidExperimentError
from recommender.experiments.decision import Finding
from recommender.models import Arm, Experiment, Exposure
from recommender.selectors.experiments import experiment_report
from recommender.selectors.running import arm_for, running_experiment
from recommender.services.experiments import (
    NewArm,
    check_settings,
    create_experiment,
    end_experiment,
    judge_experiments,
    start_experiment,
)
from tests.factories import make_member, make_title
from tests.processes import run_in_processes
from tests.recommender.trials import ARMS, make_draft, make_running, populate

pytestmark = pytest.mark.django_db


@pytest.fixture
def title(db: None) -> Title:
    return make_title()


def test_a_draft_has_its_arms() -> None:
    draft = make_draft()

    assert (draft.status, draft.running_key, draft.started_at) == (ExperimentStatus.DRAFT, None, None)
    assert list(draft.arms.order_by("pk").values_list("key", "settings", "is_control")) == [
        ("plain", {}, True),
        ("bold", {"adventure": 0.9}, False),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"arms": ARMS[:1]}, "arms"),
        ({"arms": (NewArm("a"), NewArm("b"))}, "arms"),
        ({"arms": (NewArm("a", is_control=True), NewArm("b", is_control=True))}, "arms"),
        ({"arms": (NewArm("a", is_control=True), NewArm("a"))}, "arms"),
        ({"arms": (NewArm("a", is_control=True), NewArm("b", weight=0))}, "arms"),
        ({"arms": (NewArm("a", is_control=True), NewArm("b", {"speed": 3}))}, "settings"),
        ({"traffic": 0.0}, "traffic"),
        ({"alpha": 0.5}, "alpha"),
        ({"least_members": 5}, "least_members"),
        ({"most_days": 7}, "most_days"),
    ],
)
def test_what_could_not_be_judged_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidExperimentError) as caught:
        make_draft(**wrong)

    assert list(caught.value.errors) == [field]
    assert Experiment.objects.count() == 0


def test_a_key_is_given_once() -> None:
    make_draft()

    with pytest.raises(InvalidExperimentError) as caught:
        make_draft()

    assert list(caught.value.errors) == ["key"]


@pytest.mark.parametrize("chosen", [{}, {"adventure": 0}, {"adventure": 1.0, "algorithm": "als"}])
def test_settings_that_mean_something(chosen: dict[str, Any]) -> None:
    assert check_settings(chosen) == chosen


@pytest.mark.parametrize(
    "chosen",
    [None, [], "als", {"adventure": 1.5}, {"adventure": "much"}, {"adventure": True}, {"algorithm": "magic"},
     {"algorithm": []}, {"adventure": float("nan")}, {"limit": 5}],
)  # fmt: skip
def test_settings_that_mean_nothing(chosen: Any) -> None:
    with pytest.raises(InvalidExperimentError) as caught:
        check_settings(chosen)

    assert len(caught.value.errors["settings"]) == 1


def test_one_runs_at_a_time() -> None:
    first, second = make_running("first"), make_draft("second")

    with pytest.raises(ExperimentStateError):
        start_experiment(experiment_id=second.pk)

    end_experiment(experiment_id=first.pk)
    assert start_experiment(experiment_id=second.pk).status == ExperimentStatus.RUNNING


def test_what_has_ended_is_never_begun_again() -> None:
    experiment = make_running()
    end_experiment(experiment_id=experiment.pk)

    for act in (start_experiment, end_experiment):
        with pytest.raises(ExperimentStateError):
            act(experiment_id=experiment.pk)
    with pytest.raises(ExperimentNotFoundError):
        start_experiment(experiment_id=experiment.pk + 1)


def test_an_arm_that_was_spoiled_meanwhile_stops_the_start() -> None:
    draft = make_draft()
    Arm.objects.filter(key="bold").update(settings={"algorithm": "gone"})

    with pytest.raises(InvalidExperimentError):
        start_experiment(experiment_id=draft.pk)


def test_nothing_is_asked_while_nothing_runs(member: User, django_assert_num_queries: Any) -> None:
    assert running_experiment() is None

    with django_assert_num_queries(0):
        assert arm_for(member.pk) is None


@pytest.mark.django_db(transaction=True)
def test_members_are_dealt_out_and_stay(django_assert_num_queries: Any) -> None:
    experiment = make_running()
    members = [make_member(f"m{number}") for number in range(24)]

    first = [arm_for(member.pk) for member in members]
    with django_assert_num_queries(1):
        again = arm_for(members[0].pk)

    assert again == first[0]
    assert {arm.key for arm in first if arm} == {"plain", "bold"}
    assert [arm_for(member.pk) for member in members] == first
    assert {arm.experiment_id for arm in first if arm} == {experiment.pk}


@pytest.mark.django_db(transaction=True)
def test_who_was_shown_an_arm_stays_in_it(member: User) -> None:
    experiment = make_running()
    dealt = arm_for(member.pk)
    assert dealt is not None
    other = experiment.arms.exclude(pk=dealt.arm_id).get()
    Exposure.objects.create(experiment=experiment, arm=other, user=member)
    Experiment.objects.get().save()
    Experiment.objects.update(traffic=0.0)

    kept = arm_for(member.pk)

    assert kept is not None
    assert kept.arm_id == other.pk


@pytest.mark.django_db(transaction=True)
def test_no_traffic_is_nobody_and_an_end_is_the_end(member: User) -> None:
    experiment = make_running()
    experiment.traffic = 0.0
    experiment.save()
    assert arm_for(member.pk) is None

    experiment.traffic = 1.0
    experiment.save()
    assert arm_for(member.pk) is not None

    end_experiment(experiment_id=experiment.pk)
    assert arm_for(member.pk) is None


def _start(experiment_id: int) -> str:
    try:
        return start_experiment(experiment_id=experiment_id).status
    except DomainError as error:
        return type(error).__name__


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_four_that_begin_at_once_one_runs() -> None:
    drafts = [make_draft(f"draft{number}") for number in range(4)]

    found = run_in_processes(_start, [(draft.pk,) for draft in drafts])

    assert sorted(found) == ["ExperimentStateError"] * 3 + ["running"]
    assert Experiment.objects.filter(status=ExperimentStatus.RUNNING).count() == 1


def test_a_clear_difference_ends_with_a_winner(title: Title) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (150, 15), "bold": (150, 75)}, begun=timezone.now() - timedelta(days=18))

    report = experiment_report(experiment)
    ended = judge_experiments()

    assert [(row.members, row.slates, row.clicked, row.settled.n) for row in report.arms] == [
        (150, 300, 15, 150),
        (150, 300, 75, 150),
    ]
    assert (report.decision.finding, report.is_even, report.waiting) == (Finding.BETTER, True, 0)
    latest = report.against[0].latest
    assert latest is not None
    assert latest.effect == pytest.approx(0.4)
    assert [(row.status, row.winner.key if row.winner else None) for row in ended] == [("ended", "bold")]
    assert ended[0].verdict.startswith("bold is better than the control: the difference of +0.4000 lies between")
    assert judge_experiments() == []


def test_no_difference_goes_on_and_ends_without_a_winner(title: Title) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (120, 40), "bold": (120, 42)}, begun=timezone.now() - timedelta(days=18))
    assert experiment_report(experiment).decision.finding == Finding.OPEN
    assert judge_experiments() == []

    ended = judge_experiments(now=timezone.now() + timedelta(days=45))

    assert [(row.winner, row.verdict) for row in ended] == [
        (None, "No difference was found that chance could not have made.")
    ]


def test_a_worse_arm_makes_the_control_the_winner(title: Title) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (150, 75), "bold": (150, 15)}, begun=timezone.now() - timedelta(days=18))

    ended = judge_experiments()

    assert [row.winner.key for row in ended if row.winner] == ["plain"]


def test_results_count_when_they_are_settled(title: Title) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (150, 15), "bold": (150, 75)}, begun=timezone.now() - timedelta(days=5))

    report = experiment_report(experiment)

    assert [row.settled.n for row in report.arms] == [0, 0]
    assert (report.waiting, report.decision.finding) == (300, Finding.EARLY)


def test_uneven_groups_have_no_winner(title: Title) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (240, 24), "bold": (120, 60)}, begun=timezone.now() - timedelta(days=18))

    ended = end_experiment(experiment_id=experiment.pk)

    assert ended.winner is None
    assert ended.verdict == "Nothing can be said: the numbers of members do not fit the weights of the arms."


def test_stars_are_those_of_members_who_gave_some(title: Title) -> None:
    experiment = make_running(days_ago=20, metric=PrimaryMetric.STARS)
    populate(experiment, title, {"plain": (150, 0), "bold": (150, 0)}, begun=timezone.now() - timedelta(days=18))
    for arm, stars in (("plain", (2.0, 3.0)), ("bold", (4.0, 4.5))):
        rows = list(Exposure.objects.filter(arm__key=arm).order_by("pk")[:100])
        for number, row in enumerate(rows):
            row.outcomes.create(
                kind="rating", title=title, value=stars[number % 2], at=row.first_at, day=row.first_at.date()
            )

    report = experiment_report(experiment)

    assert [(row.settled.n, row.stars) for row in report.arms] == [(100, 2.5), (100, 4.25)]
    assert report.decision.winner == "bold"


def test_a_report_costs_the_same_however_many(title: Title, django_assert_num_queries: Any) -> None:
    experiment = make_running(days_ago=20)
    populate(experiment, title, {"plain": (3, 1), "bold": (1, 1)}, begun=timezone.now() - timedelta(days=18))

    with django_assert_num_queries(3):
        experiment_report(experiment)


def test_who_made_it_may_leave() -> None:
    maker = make_member("maker")
    draft = create_experiment(key="k", name="K", arms=ARMS, by=maker)

    maker.delete()

    assert Experiment.objects.get(pk=draft.pk).created_by is None
