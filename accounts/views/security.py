"""What proves who a member is, where they are logged in, and what happened to the account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import RevokeReason, SecurityEventKind
from accounts.models import SecurityEvent
from accounts.selectors import logins_of
from accounts.services.factors import factors_of, remove_password, remove_wallet
from accounts.services.security import origin_of, record_event
from accounts.services.sessions import current_login, end_all_sessions, end_session
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

SHOWN = 10


@require_safe
@never_cache
@member_required
def security_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/."""
    user = member(request)
    logins = logins_of(user, current=current_login(request), now=timezone.now())
    context = {
        "factors": factors_of(user),
        "logins": page_of(request, logins, SHOWN),
        "others": sum(not card.is_current for card in logins),
        "events": _events(request)[:5],
    }
    return render(request, "accounts/security.html", context)


@require_safe
@never_cache
@member_required
def events_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/events/: the last 30 days."""
    return render(request, "accounts/security_events.html", {"page": page_of(request, _events(request), 30)})


def _events(request: HttpRequest) -> list[SecurityEvent]:
    rows = SecurityEvent.objects.filter(user=member(request)).order_by("-created_at", "-id")
    return list(rows[:1000])


@require_POST
@member_required
@rate_limited("write")
def end_session_page(request: HttpRequest, session_id: str) -> HttpResponse:
    """/settings/security/sessions/{id}/end/."""
    end_session(user=member(request), session_id=session_id, origin=origin_of(request))
    messages.success(request, _("That session was ended."))
    return redirect("accounts:security")


@require_POST
@member_required
@rate_limited("write")
def end_others_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/sessions/end-others/."""
    user = member(request)
    ended = end_all_sessions(user=user, reason=RevokeReason.ENDED, keep=current_login(request))
    if ended:
        record_event(user=user, kind=SecurityEventKind.SESSIONS_ENDED, detail=str(ended), origin=origin_of(request))
    messages.success(request, _("Every other session was ended."))
    return redirect("accounts:security")


@require_safe
@never_cache
@member_required
@fresh_proof_required()
def add_wallet_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/wallets/add/: a button; wallet and API do the rest."""
    return render(request, "accounts/wallet_add.html")


@require_POST
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def remove_wallet_page(request: HttpRequest, wallet_id: int) -> HttpResponse:
    """/settings/security/wallets/{id}/remove/."""
    try:
        remove_wallet(request=request, user=member(request), wallet_id=wallet_id)
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The wallet was removed, and every other session was ended."))
    return redirect("accounts:security")


@require_POST
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def remove_password_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/password/remove/."""
    try:
        remove_password(request=request, user=member(request))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The password was removed, and every other session was ended."))
    return redirect("accounts:security")
