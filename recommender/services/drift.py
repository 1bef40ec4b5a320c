"""Comparing today with the time of training, and telling those who look after the models."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.notifications import notify
from moviesite.ops.metrics import DRIFT
from recommender.drift.compare import Level, Shift, compare_labels, compare_numbers, gini
from recommender.drift.sketch import Labels, Numbers, SketchError, read_sketch
from recommender.enums import DriftLevel
from recommender.loaders.drift import FEATURES, Observed, observe
from recommender.models import DriftReport, ModelVersion
from recommender.news import DRIFTED
from recommender.serving.models import serving_model

log = structlog.get_logger(__name__)

KEPT = timedelta(days=180)
BATCH = 1000
LEVELS = {Level.STABLE: DriftLevel.STABLE, Level.WATCH: DriftLevel.WATCH, Level.ALERT: DriftLevel.ALERT}


def measure_drift(*, now: datetime | None = None) -> list[DriftReport]:
    """Compare every feature with the baseline of the serving model, write the reports and raise alerts.

    Nothing without a model, or for one whose baseline was never taken. Measured again on the same day (UTC), the later
    reports take the place of the earlier ones.
    """
    now = now or timezone.now()
    serving = serving_model()
    if serving is None:
        return []
    version = ModelVersion.objects.filter(pk=serving.version.pk).first()
    if version is None or not version.baseline.get("features"):
        log.info("recommender.drift_not_measured", reason="the serving model has no baseline")
        return []
    observed = observe(serving.model, serving.items, now=now)
    reports = [report for name in FEATURES if (report := _compared(version, name, observed, now)) is not None]
    _store(version, reports, now)
    for report in reports:
        DRIFT.labels(report.feature).set(report.psi)
        if report.level == DriftLevel.ALERT:
            _raise_alert(report)
    return reports


def _compared(version: ModelVersion, name: str, observed: Observed, now: datetime) -> DriftReport | None:
    try:
        before = read_sketch(version.baseline["features"].get(name))
    except SketchError as error:
        log.warning("recommender.baseline_unreadable", version=str(version), feature=name, error=str(error))
        return None
    shift = _shift(before, observed[name])
    detail: dict[str, Any] = {"labels": list(shift.labels), "before": list(shift.before), "now": list(shift.now)}
    if name == "showings_per_title":
        detail["gini"] = {"before": version.baseline.get("gini", 0.0), "now": round(gini(observed[name]), 4)}
    return DriftReport(
        version=version,
        subject=FEATURES[name].subject,
        feature=name,
        level=LEVELS[shift.level],
        psi=round(shift.psi, 6),
        ks=round(shift.ks, 6),
        p_value=shift.p_value,
        sample_before=shift.n_before,
        sample_now=shift.n_now,
        detail=detail,
        measured_at=now,
    )


def _shift(before: Numbers | Labels, values: list[Any]) -> Shift:
    if isinstance(before, Numbers):
        return compare_numbers(before, values)
    return compare_labels(before, before.beside(values))


@transaction.atomic
def _store(version: ModelVersion, reports: list[DriftReport], now: datetime) -> None:
    begun = now.replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = DriftReport.objects.filter(measured_at__gte=begun, measured_at__lt=begun + timedelta(days=1))
    same_day.filter(version=version).delete()
    DriftReport.objects.bulk_create(reports)


def _raise_alert(report: DriftReport) -> None:
    """Into the log, and once for each model and feature to the staff who may look at drift."""
    log.error("recommender.drift", feature=report.feature, psi=report.psi, ks=report.ks, version=str(report.version))
    readers = User.objects.with_perm(
        "recommender.view_driftreport", backend="django.contrib.auth.backends.ModelBackend"
    ).filter(is_staff=True)
    for reader_id in readers.order_by("pk").values_list("pk", flat=True):
        notify(
            recipient_id=reader_id,
            kind=DRIFTED,
            data={"feature": report.feature, "psi": f"{report.psi:.2f}"},
            url=reverse("admin:recommender_driftreport_charts"),
            dedupe_key=f"{report.version_id}:{report.feature}",
        )


def prune_drift_reports(*, now: datetime | None = None) -> int:
    """Delete reports of more than half a year ago; returns how many."""
    old = DriftReport.objects.filter(measured_at__lt=(now or timezone.now()) - KEPT).order_by()
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        DriftReport.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total
