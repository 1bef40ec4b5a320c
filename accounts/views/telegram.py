"""Connecting a chat with the bot, and taking it off again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.exceptions import TelegramSilentError
from accounts.selectors.telegram import chat_of
from accounts.services.security import origin_of
from accounts.services.telegram import start_link, unlink_member
from accounts.views.guards import member
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.ratelimit import rate_limited


@require_POST
@never_cache
@member_required
@rate_limited("write")
def connect_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/notifications/telegram/: a link with a code, shown once; another one ends it."""
    user = member(request)
    if chat_of(user):
        return _back()
    try:
        link = start_link(user=user)
    except TelegramSilentError as error:
        messages.error(request, error.detail)
        return _back()
    return render(request, "accounts/telegram.html", {"link": link})


@require_safe
@never_cache
@member_required
@rate_limited("read")
def state(request: HttpRequest) -> HttpResponseBase:
    """/settings/notifications/telegram/state/: whether the chat is connected; the part that the page asks for anew."""
    if not is_htmx(request):
        return _back()
    return render_fragment(request, "accounts/_telegram_state.html", {"linked": chat_of(member(request)) != ""})


@require_POST
@member_required
@rate_limited("write")
def disconnect_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/notifications/telegram/end/."""
    if unlink_member(user=member(request), origin=origin_of(request)):
        messages.success(request, _("Telegram is disconnected."))
    return _back()


def _back() -> HttpResponse:
    return redirect(reverse("accounts:notification-settings") + "#telegram")
