"""Answers kept as finished bytes, and 304 for clients that hold them already.

The key is the version of what is shown, the address and the language: a write raises the version, and old bytes are
never asked for again. Versions also make the weak ETag, so a 304 needs neither a query nor the bytes.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from moviesite.common.ratelimit import enforce
from moviesite.common.versions import current_version

CACHE_CONTROL = "no-cache"  # keep it, and ask each time whether it still holds
JSON = "application/json"
_ANYTHING = ("*/*", "application/*", JSON)


class CachedAnswerMixin(APIView):
    """For GET views whose answer is the same for everyone. Put it before APIView.

    `cache_subjects` are the versions the answer depends on, `cache_seconds` bounds what no version tells of. Requests
    with a credential take the ordinary way, so that a bad one is refused; so do those with a session where
    `is_personal` says that members see something of their own. Limits count every request, kept answer or not.
    """

    cache_subjects: tuple[str, ...] = ("catalog", "titles")
    cache_seconds = 120
    is_personal = False
    throttle_policy: str = "read"
    _is_counted = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A 304, the kept bytes, or what the view answers, which is then kept."""
        if not self._is_shared(request):
            return super().dispatch(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()  # no need to open a session to learn that there is none
        enforce(request, self.throttle_policy)
        self._is_counted = True
        digest = self._digest(request)
        etag = f'W/"{digest}"'
        held = request.META.get("HTTP_IF_NONE_MATCH")
        if held and (f'"{digest}"' in held or held.strip() == "*"):  # weak comparison, RFC 9110 section 13.1.2
            return self._labelled(HttpResponseNotModified(), etag)
        body = caches["local"].get(digest)
        if body is not None:
            return self._labelled(HttpResponse(body, content_type=JSON), etag)
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200 and isinstance(response, HttpResponse):
            if hasattr(response, "render"):
                response.render()
            caches["local"].set(digest, response.content, self.cache_seconds)
            self._labelled(response, etag)
        return response

    def get_throttles(self) -> list[BaseThrottle]:
        """None when the request has been counted on its way in."""
        return [] if self._is_counted else list(super().get_throttles())

    def _is_shared(self, request: HttpRequest) -> bool:
        meta = request.META
        if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in meta:
            return False
        if self.is_personal and settings.SESSION_COOKIE_NAME in request.COOKIES:
            return False
        accept = meta.get("HTTP_ACCEPT", "*/*")
        return any(kind in accept for kind in _ANYTHING)  # anything else is negotiated, and refused, by the view

    def _digest(self, request: HttpRequest) -> str:
        versions = [current_version(subject) for subject in self.cache_subjects]
        meta = request.META
        # The host stands in links to other pages; the middleware has refused those that are not ours.
        host = meta.get("HTTP_HOST") or meta.get("SERVER_NAME")
        parts = (versions, get_language(), request.scheme, host, request.path, meta.get("QUERY_STRING"))
        return hashlib.blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=16).hexdigest()

    def _labelled(self, response: HttpResponse, etag: str) -> HttpResponse:
        response["ETag"] = etag
        response["Cache-Control"] = CACHE_CONTROL
        if self.is_personal:
            patch_vary_headers(response, ("Authorization", "Cookie"))
        return response


def page_links(request: Request, number: int, last: int) -> dict[str, str | None]:
    """`next` and `previous` of a list, as absolute addresses."""

    def link(target: int) -> str:
        params = request.query_params.copy()
        params["page"] = str(target)
        if target == 1:
            del params["page"]
        query = params.urlencode()
        return request.build_absolute_uri(request.path + (f"?{query}" if query else ""))

    return {
        "next": link(number + 1) if number < last else None,
        "previous": link(min(number - 1, last)) if number > 1 else None,
    }
