"""Reports of drift as pictures."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.drift.compare import LEAST
from recommender.enums import DriftLevel
from recommender.models import DriftReport

ROW, GAP, LABEL, WIDTH, SCALE = 26, 6, 120, 480, 268


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

    @property
    def is_small(self) -> bool:
        """Whether there is too little on either side to say anything."""
        return min(self.report.sample_before, self.report.sample_now) < LEAST

    @property
    def p_value(self) -> str:
        """Three digits, and no more zeros than that."""
        return f"p = {self.report.p_value:.3f}" if self.report.p_value >= 0.001 else "p < 0.001"


def drift_charts() -> list[DriftChart]:
    """The reports of the latest measurement, the loudest and furthest first; none before the first. Two queries."""
    latest = DriftReport.objects.order_by("-measured_at", "-pk").first()
    if latest is None:
        return []
    rows = DriftReport.objects.filter(version=latest.version_id, measured_at=latest.measured_at)
    loudness = {DriftLevel.ALERT: 0, DriftLevel.WATCH: 1, DriftLevel.STABLE: 2}
    found = sorted(rows.select_related("version"), key=lambda row: (loudness[DriftLevel(row.level)], -row.psi, row.pk))
    return [_chart(row) for row in found]


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
