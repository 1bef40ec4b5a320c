"""Choosing the language of the site."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.services.interface import choose_language
from moviesite.common.fragments import came_from
from moviesite.common.languages.choosing import PARAMETER, is_spoken, remember_language
from moviesite.common.ratelimit import rate_limited

_ASKED = re.compile(rf"(?<=[?&]){PARAMETER}=[^&]*(&|$)")


@require_POST
@rate_limited("write")
def set_language(request: HttpRequest) -> HttpResponseBase:
    """/i18n/setlang/: from the foot of every page, back to that page; a member's choice holds on other devices too."""
    back = _ASKED.sub("", came_from(request, "home")).rstrip("?&")  # its address may ask for another one
    response = redirect(back)
    language = request.POST.get("language", "")
    if is_spoken(language):
        if isinstance(request.user, User):
            choose_language(user=request.user, language=language)
        remember_language(response, language)
    return response
