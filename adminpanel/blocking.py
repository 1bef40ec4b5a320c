"""Keeping blocked addresses out, on every path but the probes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from adminpanel.selectors.blocking import find_block
from adminpanel.services.blocking import count_hit
from moviesite.common.api.problems import problem_response
from moviesite.common.client_ip import client_ip

SHEETS = ("css/tokens.css", "css/blocked.css")
#: The page carries its styles in its address, as a blocked browser gets no file; nothing else may be loaded.
POLICY = "default-src 'none'; style-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class BlockedAddressMiddleware:
    """403 for whoever comes from a blocked address, before sessions, static files or views are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        block_id = find_block(client_ip(request))
        if block_id is None:
            return self.get_response(request)
        count_hit(block_id)
        response = _refusal(request)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _refusal(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        if request.path_info.startswith("/api/"):
            said = translation.gettext("Nothing is answered to the address that you come from.")
            return problem_response(403, said, code="address_blocked")
        if "text/html" not in request.headers.get("Accept", ""):
            return HttpResponse("403\n", status=403, content_type="text/plain; charset=utf-8")
        page = render_to_string(
            "adminpanel/blocked.html", {"styles": _styles(), "language": translation.get_language()}
        )
    return HttpResponse(page, status=403, headers={"Content-Security-Policy": POLICY})


@lru_cache(maxsize=1)
def _styles() -> str:
    """The sheets as one data: address."""
    text = "\n".join(_sheet(name) for name in SHEETS)
    return "data:text/css;base64," + base64.b64encode(text.encode()).decode()


def _sheet(name: str) -> str:
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read()).decode()
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    with open(found, encoding="utf-8") as file:  # noqa: PTH123  the finders give plain paths
        return file.read()
