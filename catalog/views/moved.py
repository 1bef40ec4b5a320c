"""The way from a title that has become part of another."""

from __future__ import annotations

from django.http import HttpResponsePermanentRedirect

CACHE_CONTROL = "public, max-age=3600"  # a merge may be undone, so no browser keeps the answer for good


def moved_to(address: str) -> HttpResponsePermanentRedirect:
    """A 301 to the same thing of the title that was kept."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = CACHE_CONTROL
    return response
