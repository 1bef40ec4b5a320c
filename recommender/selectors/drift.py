"""Reports of drift as pictures."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.models import DriftReport

ROW, GAP, BAR, LABEL, WIDTH, SCALE = 26, 6, 10, 120, 480, 300


@dataclass(frozen=True, slots=True)
class BarPair:
    """The shares of one bin, in per cent, and where they are drawn."""

    label: str
    y: int
    before: float
    now: float
    before_width: float
    now_width: float


@dataclass(frozen=True, slots=True)
class DriftChart:
    """A report with its bars."""

    report: DriftReport
    bars: tuple[BarPair, ...]
    height: int
    width: int = WIDTH
    label_at: int = LABEL - 8
    bars_at: int = LABEL

    @property
    def name(self) -> str:
        """The feature in words."""
        return self.report.feature.replace("_", " ")


def drift_charts() -> list[DriftChart]:
    """The reports of the latest measurement, the furthest moved first; none before the first. Two queries."""
    latest = DriftReport.objects.order_by("-measured_at", "-pk").first()
    if latest is None:
        return []
    rows = DriftReport.objects.filter(version=latest.version_id, measured_at=latest.measured_at)
    return [_chart(row) for row in rows.select_related("version").order_by("-psi", "feature")]


def _chart(report: DriftReport) -> DriftChart:
    shares = list(
        zip(
            report.detail.get("labels", ()),
            report.detail.get("before", ()),
            report.detail.get("now", ()),
            strict=False,
        )
    )
    largest = max([share for _, before, now in shares for share in (before, now)] or [0.0]) or 1.0
    bars = tuple(
        BarPair(
            label=str(label),
            y=number * (ROW + GAP),
            before=100 * before,
            now=100 * now,
            before_width=round(SCALE * before / largest, 1),
            now_width=round(SCALE * now / largest, 1),
        )
        for number, (label, before, now) in enumerate(shares)
    )
    return DriftChart(report, bars, max(len(bars) * (ROW + GAP), 1))
