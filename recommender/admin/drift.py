"""Reports of drift, and what they look like."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from moviesite.common.admin import ReadOnlyAdmin
from recommender.models import DriftReport
from recommender.selectors.drift import drift_charts


@admin.register(DriftReport)
class DriftReportAdmin(ReadOnlyAdmin[DriftReport]):
    """One row for each distribution and day, the latest first."""

    list_display = (
        "feature", "subject", "level", "psi_shown", "ks_shown", "sample_before", "sample_now", "version", "measured_at",
    )  # fmt: skip
    list_filter = ("level", "subject", "feature", "measured_at")
    search_fields = ("feature", "version__version")
    list_select_related = ("version",)
    date_hierarchy = "measured_at"
    change_list_template = "admin/recommender/driftreport/change_list.html"
    fields = (
        "feature", "subject", "level", "psi", "ks", "p_value", "sample_before", "sample_now", "detail", "version",
        "measured_at",
    )  # fmt: skip

    @admin.display(description="PSI", ordering="psi")
    def psi_shown(self, report: DriftReport) -> str:
        """To three digits."""
        return f"{report.psi:.3f}"

    @admin.display(description="KS", ordering="ks")
    def ks_shown(self, report: DriftReport) -> str:
        """With its significance; names without an order have none."""
        return f"{report.ks:.3f} (p = {report.p_value:.3f})" if report.ks else "—"

    def get_urls(self) -> list[URLPattern]:
        """The charts beside the stock pages."""
        page = self.admin_site.admin_view(require_safe(self.charts_view))
        return [path("charts/", page, name="recommender_driftreport_charts"), *super().get_urls()]

    def charts_view(self, request: HttpRequest) -> HttpResponse:
        """The newest report of each feature of the latest measurement, before and now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Then and now"),
            "opts": self.opts,
            "charts": drift_charts(),
        }
        return render(request, "admin/recommender/driftreport/charts.html", context)
