"""What a browser needs to answer without a connection: the worker at the root of the site, and the page it shows."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

WORKER = "js/service-worker.js"


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """/sw.js: served from the root, as a worker rules only the addresses below its own."""
    found = finders.find(WORKER)
    if not found:
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    """/offline/: kept by the worker, so it carries nothing of anybody."""
    return render(request, "offline.html")
