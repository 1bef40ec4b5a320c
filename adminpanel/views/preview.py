"""The public pages as somebody else sees them, without being anybody: no account is entered, nothing is counted."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from adminpanel.enums import Audience
from adminpanel.forms.preview import ViewAsForm
from adminpanel.selectors.featured import NEW_FOR
from catalog.selectors.extensions import Viewpoint
from moviesite.common.regions import country_name

PUBLIC = {"home", "catalog:browse", "catalog:free", "catalog:regional", "catalog:title", "catalog:genre"}


def view_as(request: HttpRequest) -> HttpResponseBase:
    """/admin/view-as/?path=&language=&region=&who=&at=: the form alone until a language is named."""
    if not request.user.has_perm("adminpanel.view_featuredslot"):
        raise PermissionDenied
    form = ViewAsForm(request.GET or None, initial={"path": "/"})
    if not request.GET or not form.is_valid():
        context = {**admin.site.each_context(request), "title": "View as", "form": form}
        return render(request, "admin/adminpanel/view_as.html", context, status=400 if request.GET else 200)
    wish = form.cleaned_data
    language = wish["language"] or "en"
    viewpoint = Viewpoint(wish["region"] or "IN", (language,), _joined(wish["who"], wish["at"]), wish["at"])
    return _seen_from(request, wish["path"], language, viewpoint, _words(wish, language))


def _joined(who: str, at: datetime) -> datetime | None:
    """A moment of joining that makes somebody new, or not new any more; None for a visitor."""
    if who == Audience.NEW:
        return at
    return at - NEW_FOR - timedelta(days=1) if who == Audience.RETURNING else None


def _words(wish: dict[str, Any], language: str) -> str:
    who = Audience(wish["who"] or Audience.VISITORS).label.lower()
    return f"{who}, {country_name(wish['region'] or 'IN')}, {language}, {wish['at']:%Y-%m-%d %H:%M} UTC"


def _seen_from(request: HttpRequest, path: str, language: str, viewpoint: Viewpoint, words: str) -> HttpResponseBase:
    """The page of `path` for nobody in particular who looks from `viewpoint`."""
    try:
        match = resolve(path.split("?")[0])
    except Resolver404 as error:
        raise Http404 from error
    if match.view_name not in PUBLIC:
        raise Http404
    seen = copy.copy(request)
    seen.user = AnonymousUser()
    seen.GET = request.GET.__class__("", mutable=True)
    seen.path = seen.path_info = path
    seen.META = {**request.META, "HTTP_ACCEPT_LANGUAGE": f"{language}-{viewpoint.region},{language};q=0.9"}
    seen.__dict__.pop("headers", None)  # Django keeps the headers it once read
    seen.__dict__["viewpoint"] = viewpoint
    seen.__dict__["viewpoint_words"] = words
    with translation.override(language):
        response: HttpResponse = match.func(seen, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
