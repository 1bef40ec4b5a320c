"""Experiments with members in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from recommender.enums import OutcomeKind
from recommender.models import Experiment, Exposure, Outcome
from recommender.services.experiments import NewArm, create_experiment, start_experiment

ARMS = (NewArm("plain", is_control=True), NewArm("bold", {"adventure": 0.9}))


def make_draft(key: str = "bolder", **fields: object) -> Experiment:
    """A draft with a plain and a bold arm."""
    return create_experiment(**{"key": key, "name": key.title(), "arms": ARMS, "least_members": 100, **fields})  # type: ignore[arg-type]


def make_running(key: str = "bolder", *, days_ago: float = 0.0, **fields: object) -> Experiment:
    """One that began so many days ago."""
    draft = make_draft(key, **fields)
    return start_experiment(experiment_id=draft.pk, now=timezone.now() - timedelta(days=days_ago))


def populate(experiment: Experiment, title: Title, sizes: dict[str, tuple[int, int]], *, begun: datetime) -> None:
    """Members of each arm, by its key: how many, and how many of them opened the title a day after `begun`."""
    for arm in experiment.arms.order_by("pk"):
        members, clicked = sizes[arm.key]
        users = User.objects.bulk_create(
            User(username=f"{arm.key}{number}", username_key=f"{arm.key}{number}") for number in range(members)
        )
        rows = Exposure.objects.bulk_create(
            Exposure(experiment=experiment, arm=arm, user=user, slates=2, first_at=begun, last_at=begun)
            for user in users
        )
        at = begun + timedelta(days=1)
        Outcome.objects.bulk_create(
            Outcome(exposure=row, kind=OutcomeKind.CLICK, title=title, day=at.date(), at=at) for row in rows[:clicked]
        )
