"""The admin site: Django's own, with the dashboard as its first page and a way to look at the site as others see it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe


class MarqueeAdminConfig(AdminConfig):
    """Takes the place of django.contrib.admin in INSTALLED_APPS."""

    default_site = "adminpanel.site.MarqueeAdminSite"


class MarqueeAdminSite(admin.AdminSite):
    """One more look at the site than Django's."""

    site_header = site_title = "Marquee"
    index_title = "Overview"

    def get_urls(self) -> list[Any]:
        """Pages that belong to no table."""
        from adminpanel.views.dashboard import dashboard_part
        from adminpanel.views.preview import view_as

        own: list[URLPattern | URLResolver] = [
            path("view-as/", self.admin_view(require_safe(view_as)), name="view-as"),
            path("overview/", self.admin_view(require_safe(dashboard_part)), name="overview-part"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard, above the tables."""
        from adminpanel.views.dashboard import dashboard_context

        return super().index(request, {**dashboard_context(request), **(extra_context or {})})
