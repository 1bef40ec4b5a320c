"""Making, beginning and ending experiments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from moviesite.common.transactions import atomic_with_retry
from recommender.algorithms.registry import registry
from recommender.enums import ExperimentStatus, PrimaryMetric
from recommender.exceptions import ExperimentNotFoundError, ExperimentStateError, InvalidExperimentError
from recommender.experiments.decision import Finding
from recommender.experiments.looks import RESULT_DAYS
from recommender.models import Arm, Experiment
from recommender.selectors.experiments import Report, experiment_report, running_rows

LEAST_MEMBERS = 30  # per arm: with fewer, means are not normal enough for any interval
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class NewArm:
    """An arm to be made."""

    key: str
    settings: dict[str, Any] = field(default_factory=dict)
    weight: int = 1
    is_control: bool = False


def check_settings(settings: Any) -> dict[str, Any]:
    """What an arm overrides: "adventure", a number from 0 to 1, and "algorithm", a registered name.

    InvalidExperimentError, under "settings", for anything else.
    """
    if not isinstance(settings, dict):
        raise InvalidExperimentError(errors={"settings": ['An object, such as {"adventure": 0.4}.']})
    problems = [f"Unknown: {name}." for name in sorted(settings.keys() - {"adventure", "algorithm"})]
    adventure = settings.get("adventure", 0.0)
    if isinstance(adventure, bool) or not isinstance(adventure, int | float) or not 0 <= adventure <= 1:
        problems.append("adventure is a number from 0 (familiar) to 1 (adventurous).")
    if "algorithm" in settings and settings["algorithm"] not in list(registry):
        problems.append(f"algorithm is one of: {', '.join(registry)}.")
    if problems:
        raise InvalidExperimentError(errors={"settings": problems})
    return dict(settings)


@transaction.atomic
def create_experiment(
    *,
    key: str,
    name: str,
    arms: Sequence[NewArm],
    hypothesis: str = "",
    traffic: float = 1.0,
    metric: PrimaryMetric = PrimaryMetric.CLICK,
    alpha: float = 0.05,
    least_members: int = 200,
    most_days: int = 60,
    by: User | None = None,
) -> Experiment:
    """A draft with its arms; InvalidExperimentError for what could not be run."""
    if Experiment.objects.filter(key=key).exists():
        raise InvalidExperimentError(errors={"key": ["There is an experiment of this key already."]})
    experiment = Experiment(
        key=key,
        name=name,
        hypothesis=hypothesis,
        traffic=traffic,
        metric=metric,
        alpha=alpha,
        least_members=least_members,
        most_days=most_days,
        created_by=by,
    )
    made = [
        Arm(
            experiment=experiment,
            key=arm.key,
            weight=arm.weight,
            settings=check_settings(arm.settings),
            is_control=arm.is_control,
        )
        for arm in arms
    ]
    _check(experiment, made)
    experiment.save()
    for row in made:
        row.save()
    return experiment


def _check(experiment: Experiment, arms: Sequence[Arm]) -> None:
    errors: dict[str, list[str]] = {}
    if len(arms) < 2:
        errors["arms"] = ["An experiment needs two arms or more."]
    elif sum(arm.is_control for arm in arms) != 1:
        errors["arms"] = ["Exactly one arm is the control."]
    elif len({arm.key for arm in arms}) != len(arms):
        errors["arms"] = ["Every arm has a key of its own."]
    elif any(not 1 <= arm.weight <= 1000 for arm in arms):
        errors["arms"] = ["A weight is a whole number from 1 to 1000."]
    if not 0 < experiment.traffic <= 1:
        errors["traffic"] = ["A number above 0, up to 1."]
    if not 0.001 <= experiment.alpha <= 0.2:
        errors["alpha"] = ["A number from 0.001 to 0.2."]
    if experiment.least_members < LEAST_MEMBERS:
        errors["least_members"] = [f"{LEAST_MEMBERS} or more."]
    if not RESULT_DAYS < experiment.most_days <= MOST_DAYS:
        errors["most_days"] = [
            f"More than {RESULT_DAYS}, the days until a member's result is settled; at most {MOST_DAYS}."
        ]
    if errors:
        raise InvalidExperimentError(errors=errors)


@atomic_with_retry
def start_experiment(*, experiment_id: int, now: datetime | None = None) -> Experiment:
    """Begin a draft. ExperimentStateError if it is none or another experiment runs, InvalidExperimentError if it could
    not be judged."""
    experiment = _locked(experiment_id)
    if experiment.status != ExperimentStatus.DRAFT:
        raise ExperimentStateError("Only a draft can be started.")
    arms = list(experiment.arms.order_by("pk"))
    for arm in arms:
        check_settings(arm.settings)
    _check(experiment, arms)
    experiment.status = ExperimentStatus.RUNNING
    experiment.running_key = ExperimentStatus.RUNNING.value
    experiment.salt = secrets.token_hex(16)
    experiment.started_at = now or timezone.now()
    try:
        with transaction.atomic():
            experiment.save()
    except IntegrityError as error:
        raise ExperimentStateError("Another experiment is running.") from error
    return experiment


@atomic_with_retry
def end_experiment(*, experiment_id: int, now: datetime | None = None) -> Experiment:
    """End a running experiment with what it has found. There is a winner only where the interval says so.

    Nothing of how the site serves is changed: the verdict is a finding, acting on it is somebody's decision.
    """
    experiment = _locked(experiment_id)
    if experiment.status != ExperimentStatus.RUNNING:
        raise ExperimentStateError("The experiment is not running.")
    report = experiment_report(experiment, now=now)
    experiment.status, experiment.running_key = ExperimentStatus.ENDED, None
    experiment.ended_at = now or timezone.now()
    experiment.winner = next((row.arm for row in report.arms if row.arm.key == report.decision.winner), None)
    experiment.verdict = verdict_of(report)
    experiment.save()
    return experiment


def judge_experiments(*, now: datetime | None = None) -> list[Experiment]:
    """End what the stop rule says is over; returns the ended ones."""
    ended = []
    for experiment in running_rows():
        if experiment_report(experiment, now=now).decision.ends:
            try:
                ended.append(end_experiment(experiment_id=experiment.pk, now=now))
            except ExperimentStateError:  # somebody has just ended it
                continue
    return ended


def verdict_of(report: Report) -> str:
    """The finding as one sentence that can be read without the figures."""
    decision = report.decision
    against = next((row for row in report.against if row.arm.key == decision.winner), None)
    if decision.finding == Finding.BETTER and against is not None:
        seen = next(look for look in reversed(against.looks) if look.low > 0)
        return (
            f"{decision.winner} is better than the control: the difference of {seen.effect:+.4f} lies between "
            f"{seen.low:+.4f} and {seen.high:+.4f} (day {seen.day}, {seen.control.n + seen.arm.n} members)."
        )
    return {
        Finding.UNEVEN: "Nothing can be said: the numbers of members do not fit the weights of the arms.",
        Finding.WORSE: "No arm is better than the control, and at least one is worse.",
        Finding.EARLY: "Ended before enough members had been seen.",
    }.get(decision.finding, "No difference was found that chance could not have made.")


def _locked(experiment_id: int) -> Experiment:
    experiment = Experiment.objects.select_for_update().filter(pk=experiment_id).first()
    if experiment is None:
        raise ExperimentNotFoundError
    return experiment
