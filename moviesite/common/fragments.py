"""Answers for members only, and parts of pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from moviesite.common.api.problems import problem_response

View = Callable[..., HttpResponseBase]
_SLASHES = re.compile(r"^[/\\]{2,}")


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks, for a part of a page that it puts in place."""
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks and reads the answer itself."""
    return request.headers.get("Accept", "").startswith("application/json")


def safe_path(request: HttpRequest, *candidates: str | None, default: str) -> str:
    """The first of `candidates` that leads to this site, as a path; `default` (an address or URL name) otherwise."""
    for candidate in candidates:
        if candidate and url_has_allowed_host_and_scheme(
            candidate, {request.get_host()}, require_https=request.is_secure()
        ):
            parts = urlsplit(candidate)
            if not parts.path.startswith("/"):  # redirecting to a bare word would look for a view of that name
                continue
            # Without its host, a path that begins with two slashes would name another one.
            return _SLASHES.sub("/", parts.path) + (f"?{parts.query}" if parts.query else "")
    return resolve_url(default)


def came_from(request: HttpRequest, default: str) -> str:
    """The page a form was on: what it says itself, else the referrer."""
    return safe_path(request, request.POST.get("next"), request.headers.get("Referer"), default=default)


def member_required(view: View) -> View:
    """Visitors are sent to the login page and come back to where they were, whoever asked: page, htmx or script."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        login = resolve_url("accounts:login")
        if wants_json(request):
            return problem_response(401, _("Log in first."), code="not_authenticated")
        if is_htmx(request):
            page = safe_path(request, request.headers.get("HX-Current-URL"), default="home")
            return HttpResponse(status=401, headers={"HX-Redirect": f"{login}?{urlencode({'next': page})}"})
        page = request.get_full_path() if request.method in {"GET", "HEAD"} else came_from(request, "home")
        return redirect(f"{login}?{urlencode({'next': page})}")

    return guarded


def render_fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A part of a page: never kept by a shared cache, never listed by a search engine."""
    response = render(request, template, dict(context), status=status)
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    response["X-Robots-Tag"] = "noindex"
    return response
