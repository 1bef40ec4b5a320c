"""What an experiment has found: sums per arm, and each arm against the control day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from recommender.enums import ExperimentStatus, OutcomeKind, PrimaryMetric
from recommender.experiments.decision import Decision, decide
from recommender.experiments.looks import RESULT_DAYS, Days, Look, daily_sums, looks
from recommender.experiments.samples import RATIO_LIMIT, Sample, members_needed, ratio_p_value
from recommender.models import Arm, Experiment, Exposure, Outcome

LIFT_SOUGHT = 0.1  # the relative difference for which the report says how many members it takes
KIND_OF = {
    PrimaryMetric.CLICK: OutcomeKind.CLICK,
    PrimaryMetric.WATCHLIST: OutcomeKind.WATCHLIST,
    PrimaryMetric.RATING: OutcomeKind.RATING,
    PrimaryMetric.STARS: OutcomeKind.RATING,
    PrimaryMetric.RETURN: OutcomeKind.RETURN,
}


@dataclass(frozen=True, slots=True)
class ArmSums:
    """All that members of an arm did so far, and how many of them in per cent. The decision rests on `settled`."""

    arm: Arm
    members: int
    slates: int
    clicked: int
    rated: int
    saved: int
    returned: int
    stars: float | None
    settled: Sample

    def _percent(self, count: int) -> float:
        return 100 * count / self.members if self.members else 0.0

    @property
    def click_percent(self) -> float:
        """Of members who opened a pick."""
        return self._percent(self.clicked)

    @property
    def rating_percent(self) -> float:
        """Of members who rated a pick."""
        return self._percent(self.rated)

    @property
    def watchlist_percent(self) -> float:
        """Of members who put a pick on the watchlist."""
        return self._percent(self.saved)

    @property
    def return_percent(self) -> float:
        """Of members who came back on a later day."""
        return self._percent(self.returned)


@dataclass(frozen=True, slots=True)
class Against:
    """An arm against the control: the looks so far, latest last."""

    arm: Arm
    looks: list[Look]

    @property
    def latest(self) -> Look | None:
        """The look that counts now."""
        return self.looks[-1] if self.looks else None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about an experiment at a moment. `day` counts whole days since the start."""

    experiment: Experiment
    day: int
    arms: list[ArmSums]
    against: list[Against]
    ratio_p: float
    decision: Decision
    needed: int

    @property
    def is_even(self) -> bool:
        """Whether the numbers of members fit the weights."""
        return self.ratio_p >= RATIO_LIMIT

    @property
    def waiting(self) -> int:
        """Members whose result is not settled yet."""
        return sum(row.members for row in self.arms) - sum(row.settled.n for row in self.arms)


@dataclass(slots=True)
class _Member:
    """One exposed member while their outcomes are read."""

    arm_id: int
    first_at: datetime
    did: dict[str, int]
    settled: list[float]  # values of the deciding kind within the first days


def experiment_report(experiment: Experiment, *, now: datetime | None = None) -> Report:
    """Read all exposures and outcomes of an experiment, in three queries, and judge them as of `now` or of its end."""
    now = experiment.ended_at or now or timezone.now()
    started = experiment.started_at or now
    day = max((now - started).days, 0)
    arms = list(experiment.arms.order_by("pk"))
    members, slates = _members(experiment)
    stars = _read_outcomes(experiment, members)
    metric = PrimaryMetric(experiment.metric)
    daily = {arm.pk: _daily(arm.pk, members, metric, started, day) for arm in arms}
    sums = [_sums(arm, members, slates[arm.pk], stars[arm.pk], daily[arm.pk]) for arm in arms]
    control = next((arm for arm in arms if arm.is_control), None)
    others = [arm for arm in arms if control is not None and arm.pk != control.pk]
    against = [
        Against(
            arm,
            looks(
                Days(daily[control.pk], daily[arm.pk]),
                alpha=experiment.alpha / len(others),  # Bonferroni
                horizon=experiment.most_days,
                least=experiment.least_members,
            ),
        )
        for arm in others
        if control is not None
    ]
    ratio_p = ratio_p_value([row.members for row in sums], [arm.weight for arm in arms])
    decision = decide(
        {row.arm.key: row.looks for row in against},
        control=control.key if control else "",
        day=day,
        horizon=experiment.most_days,
        is_even=ratio_p >= RATIO_LIMIT,
    )
    return Report(experiment, day, sums, against, ratio_p, decision, _needed(experiment, sums))


def _needed(experiment: Experiment, sums: list[ArmSums]) -> int:
    """Members per arm for a lift of a tenth, from the control's own figures; 0 while it has none."""
    control = next((row.settled for row in sums if row.arm.is_control), Sample())
    return members_needed(mean=control.mean, variance=control.variance, lift=LIFT_SOUGHT, alpha=experiment.alpha)


def _members(experiment: Experiment) -> tuple[dict[int, _Member], dict[int, int]]:
    """Members by exposure, and slates by arm."""
    found: dict[int, _Member] = {}
    slates: dict[int, int] = defaultdict(int)
    rows = Exposure.objects.filter(experiment=experiment).order_by("pk")
    for pk, arm_id, shown, first_at in rows.values_list("pk", "arm_id", "slates", "first_at").iterator(chunk_size=5000):
        found[pk] = _Member(arm_id, first_at, defaultdict(int), [])
        slates[arm_id] += shown
    return found, slates


def _read_outcomes(experiment: Experiment, members: dict[int, _Member]) -> dict[int, list[float]]:
    """Put outcomes to their members; returns the stars given, by arm."""
    kind = KIND_OF[PrimaryMetric(experiment.metric)]
    stars: dict[int, list[float]] = defaultdict(list)
    rows = Outcome.objects.filter(exposure__experiment=experiment).order_by("pk")
    for exposure_id, what, value, at in rows.values_list("exposure_id", "kind", "value", "at").iterator(
        chunk_size=5000
    ):
        member = members.get(exposure_id)
        if member is None:  # written since the members were read
            continue
        member.did[what] += 1
        if what == OutcomeKind.RATING:
            stars[member.arm_id].append(value)
        if what == kind and at <= member.first_at + timedelta(days=RESULT_DAYS):
            member.settled.append(value)
    return stars


def _daily(
    arm_id: int, members: dict[int, _Member], metric: PrimaryMetric, started: datetime, day: int
) -> list[Sample]:
    settled, values = [], []
    for member in members.values():
        if member.arm_id != arm_id or (metric == PrimaryMetric.STARS and not member.settled):
            continue
        since = member.first_at + timedelta(days=RESULT_DAYS) - started
        settled.append(-(-since // timedelta(days=1)))
        if metric == PrimaryMetric.STARS:
            values.append(sum(member.settled) / len(member.settled))
        else:
            values.append(1.0 if member.settled else 0.0)
    return daily_sums(settled, values, day)


def _sums(arm: Arm, members: dict[int, _Member], slates: int, stars: list[float], daily: list[Sample]) -> ArmSums:
    own = [member for member in members.values() if member.arm_id == arm.pk]

    def those(kind: OutcomeKind) -> int:
        return sum(1 for member in own if member.did.get(kind))

    return ArmSums(
        arm=arm,
        members=len(own),
        slates=slates,
        clicked=those(OutcomeKind.CLICK),
        rated=those(OutcomeKind.RATING),
        saved=those(OutcomeKind.WATCHLIST),
        returned=those(OutcomeKind.RETURN),
        stars=sum(stars) / len(stars) if stars else None,
        settled=daily[-1] if daily else Sample(),
    )


def running_rows() -> list[Experiment]:
    """Experiments that run: one, or none."""
    return list(Experiment.objects.filter(status=ExperimentStatus.RUNNING).order_by("pk"))
