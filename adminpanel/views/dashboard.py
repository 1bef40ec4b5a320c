"""The dashboard: the first page of the admin, and the part of it that keeps itself fresh."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from adminpanel.selectors import overview
from adminpanel.selectors.overview.storage import storage
from catalog.selectors.missed_searches import missed_searches

MAY_SEE = "adminpanel.view_dailyfigure"
MISSED_DAYS, MISSED_ROWS = 7, 8


def dashboard_context(request: HttpRequest) -> dict[str, Any]:
    """What the page draws; for staff who may not see figures, the tables alone."""
    if not request.user.has_perm(MAY_SEE):
        return {"overview": None}
    now = timezone.now()
    return {
        "overview": {
            "now": now,
            "health": overview.health(now),
            "usage": overview.usage(now),
            "quality": overview.quality(now),
            "waiting": overview.waiting(),
            "missed": missed_searches(MISSED_DAYS, MISSED_ROWS),
            "happened": overview.happened(now),
            "storage": storage(),
        }
    }


def dashboard_part(request: HttpRequest) -> HttpResponse:
    """/admin/overview/: the figures alone, asked for again every half minute by an open page."""
    context = {**admin.site.each_context(request), **dashboard_context(request)}
    return render(request, "admin/adminpanel/overview/_all.html", context)
