"""What the account pages share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.services.interface import speak_to
from moviesite.common.fragments import safe_path


def next_url(request: HttpRequest, default: str) -> str:
    """Where the visitor was going, if that is on this site."""
    return safe_path(request, request.POST.get("next"), request.GET.get("next"), default=default)


def speaking(response: HttpResponse, user: User) -> HttpResponse:
    """The response, from which on the site speaks the member's language in this browser."""
    speak_to(response, user)
    return response
