"""The experiment that runs, from the shared cache: asked with every slate, so it must cost nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from moviesite.common.versions import current_version
from recommender.enums import ExperimentStatus
from recommender.experiments.assignment import assign
from recommender.models import Experiment, Exposure

SUBJECT = "experiments"  # whose version is raised whenever an experiment or an arm changes
KEPT = 600  # seconds


@dataclass(frozen=True, slots=True)
class RunningArm:
    """An arm by id, with what it overrides."""

    id: int
    key: str
    weight: int
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Running:
    """The experiment that runs; arms in the order in which they were made."""

    id: int
    salt: str
    traffic: float
    arms: tuple[RunningArm, ...]


@dataclass(frozen=True, slots=True)
class AssignedArm:
    """The arm that a member is in, and what it overrides of a request."""

    experiment_id: int
    arm_id: int
    key: str
    settings: dict[str, Any]


def running_experiment() -> Running | None:
    """The experiment that runs, if one does; the database is asked once for each change."""
    key = f"recommender:experiment:{current_version(SUBJECT)}"
    kept = cache.get(key)
    if kept is None:
        kept = _read()
        cache.set(key, kept, KEPT)
    if not kept:
        return None
    return Running(kept["id"], kept["salt"], kept["traffic"], tuple(RunningArm(**arm) for arm in kept["arms"]))


def _read() -> dict[str, Any]:
    row = Experiment.objects.filter(running_key=ExperimentStatus.RUNNING).first()
    if row is None:
        return {}
    arms = list(row.arms.order_by("pk").values("id", "key", "weight", "settings"))
    return {"id": row.pk, "salt": row.salt, "traffic": row.traffic, "arms": arms} if arms else {}


def arm_for(member_id: int) -> AssignedArm | None:
    """The member's arm of the experiment that runs; None without one, or for who takes no part.

    No query while nothing runs, else one: who was once shown an arm stays in it, whatever became of the traffic.
    """
    running = running_experiment()
    if running is None:
        return None
    shown = (
        Exposure.objects.filter(experiment_id=running.id, user_id=member_id).values_list("arm_id", flat=True).first()
    )
    if shown is None:
        place = assign(running.salt, member_id, weights=[arm.weight for arm in running.arms], traffic=running.traffic)
        arm = running.arms[place] if place is not None else None
    else:
        arm = next((arm for arm in running.arms if arm.id == shown), None)
    return AssignedArm(running.id, arm.id, arm.key, arm.settings) if arm else None
