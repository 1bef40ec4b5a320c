"""All addresses of the site. Apps are named as strings: the project imports none of them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from moviesite.common.offline import offline, service_worker
from moviesite.ops.views import metrics

handler400 = "moviesite.ops.views.bad_request"
handler403 = "moviesite.ops.views.permission_denied"
handler404 = "moviesite.ops.views.not_found"
handler500 = "moviesite.ops.views.server_error"

urlpatterns = [
    path("metrics", metrics, name="metrics"),
    path("sw.js", service_worker, name="service-worker"),
    path("offline/", offline, name="offline"),
    path("", include("accounts.root_urls")),
    path("api/schema", SpectacularAPIView.as_view(throttle_classes=[]), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(throttle_classes=[]), name="docs"),
    path("api/", include("moviesite.api_urls")),
    # The stock login of the admin asks for no second step.
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("catalog.root_urls")),
    path("", include("catalog.urls")),
    path("", include("ratings.urls")),
    path("", include("matchups.urls")),
    path("", include("recommender.urls")),
    path("", include("adminpanel.urls")),
]

if settings.DEV_PAGES:
    urlpatterns.append(path("dev/components/", include("moviesite.dev_urls")))
