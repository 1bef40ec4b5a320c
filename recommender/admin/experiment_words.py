"""What the page of an experiment says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommender.enums import ExperimentStatus, PrimaryMetric
from recommender.experiments.decision import Finding
from recommender.experiments.plot import interval_plot
from recommender.selectors.experiments import Against, Report


def report_context(report: Report) -> dict[str, Any]:
    """Everything of a report that the page shows."""
    stars = report.experiment.metric == PrimaryMetric.STARS
    return {
        "report": report,
        "unit": _("stars") if stars else _("percentage points"),
        "verdict": verdict_words(report),
        "ratio_words": f"p = {report.ratio_p:.3f}" if report.ratio_p >= 0.001 else "p < 0.001",
        "against": [_compared(report, row, 1.0 if stars else 100.0) for row in report.against],
        "is_running": report.experiment.status == ExperimentStatus.RUNNING,
        "is_draft": report.experiment.status == ExperimentStatus.DRAFT,
    }


def _compared(report: Report, row: Against, scale: float) -> dict[str, Any]:
    latest = row.latest
    found: dict[str, Any] = {
        "arm": row.arm,
        "latest": latest,
        "plot": interval_plot(row.looks, horizon=report.experiment.most_days, scale=scale),
        "level": 100 * (1 - report.experiment.alpha),
    }
    if latest is not None:
        found |= {
            "effect": latest.effect * scale,
            "low": latest.low * scale,
            "high": latest.high * scale,
            "lift": None if latest.lift is None else 100 * latest.lift,
            "members": latest.control.n + latest.arm.n,
        }
    return found


def verdict_words(report: Report) -> str:
    """The finding in the reader's words."""
    if report.experiment.status == ExperimentStatus.DRAFT:
        return _("It has not begun.")
    decision = report.decision
    if decision.finding == Finding.BETTER:
        return _("%(arm)s is better than the control.") % {"arm": decision.winner}
    if decision.finding == Finding.EARLY:
        least = report.experiment.least_members
        return ngettext(
            "It is too early to say: each arm needs %(n)d settled member.",
            "It is too early to say: each arm needs %(n)d settled members.",
            least,
        ) % {"n": least}
    return {
        Finding.UNEVEN: _(
            "Nothing can be said: the numbers of members do not fit the weights of the arms, "
            "so something keeps members of one arm out."
        ),
        Finding.WORSE: _("No arm is better than the control, and at least one is worse."),
        Finding.OPEN: _("No difference so far that chance could not have made."),
        Finding.NOTHING: _("The time is over, and no difference was found that chance could not have made."),
    }[decision.finding]
