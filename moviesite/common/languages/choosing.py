"""Which language a request is answered in, and how that is told to browsers, caches and search engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

PARAMETER = "hl"
KEPT = 365 * 24 * 3600  # seconds
#: Staff read English (docs/decisions/0022-languages.md).
STAFF = "/admin/"
#: Clients of the API say with each request what they read: no cookie, so that answers can be shared.
API = "/api/"
#: Kept by caches or workers for everybody: answered without looking up who asks.
IMPERSONAL = ("/offline/", "/metrics", "/static/", "/media/")
_IN_PAGE = re.compile(rf"[?&]{PARAMETER}=([A-Za-z]+)")
_WORDS = ("text/html", "application/json", "application/problem+json")


def is_spoken(language: str | None) -> bool:
    """Whether the site can be read in it."""
    return language in dict(settings.LANGUAGES)


def asked_by_address(request: HttpRequest) -> str:
    """The language that the address asks for (`?hl=te`), "" for none that the site speaks."""
    asked = request.GET.get(PARAMETER, "").lower().partition("-")[0]
    return asked if is_spoken(asked) else ""


def asked_by_page(request: HttpRequest) -> str:
    """The language that the page around a part asks for in its address: parts are read where they land."""
    found = _IN_PAGE.search(request.headers.get("HX-Current-URL", ""))
    asked = found[1].lower() if found else ""
    return asked if is_spoken(asked) else ""


def language_of(request: HttpRequest) -> str:
    """The language to answer in: the address's (or its page's), the member's, the cookie's, the headers', English."""
    path = request.path_info
    if path.startswith(STAFF):
        return settings.LANGUAGE_CODE
    if path.startswith(API):
        return asked_by_address(request) or _by_headers(request)
    asked = asked_by_address(request) or asked_by_page(request)
    return asked or _own_language(request) or _by_cookie(request) or _by_headers(request)


def _own_language(request: HttpRequest) -> str:
    """What the member of the session has chosen; "" without a session, and where nobody's page is asked for."""
    path = request.path_info
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or path.startswith(IMPERSONAL) or "." in path:
        return ""  # what has an ending is a picture, a feed or a script
    language = getattr(getattr(request.user, "profile", None), "ui_language", "")
    return language if is_spoken(language) else ""


def _by_cookie(request: HttpRequest) -> str:
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return kept if kept and is_spoken(kept) else ""


def _by_headers(request: HttpRequest) -> str:
    """The first language of Accept-Language that the site speaks; regions do not matter."""
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        language = tag.partition("-")[0]
        if is_spoken(language):
            return language
    return settings.LANGUAGE_CODE


def remember_language(response: HttpResponseBase, language: str) -> None:
    """From this response on, the browser that gets it is spoken to in this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=KEPT,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def in_language(address: str, language: str) -> str:
    """An address of this site that is answered in `language`, whoever follows it."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: language})}"


def with_asked_language(request: HttpRequest, to: str, *args: object) -> str:
    """Where a page leads on to, an address or URL name: in the language that its own address asks for."""
    asked, address = asked_by_address(request), resolve_url(to, *args)
    return in_language(address, asked) if asked else address


class LanguageMiddleware:
    """Answers in the language of the request. Stands below the one that knows the member."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith(_WORDS):
            response.headers.setdefault("Content-Language", language)
            if not request.path_info.startswith(STAFF):
                is_api = request.path_info.startswith(API)
                patch_vary_headers(response, ("Accept-Language",) if is_api else ("Accept-Language", "Cookie"))
        if asked := asked_by_address(request):
            remember_language(response, asked)
        return response
