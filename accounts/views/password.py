"""Passwords: changing, setting, and getting back in without one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.security import EmailForm, NewPasswordForm, PasswordForm, ResetForm
from accounts.services.passwords import change_password, member_of_reset, request_reset, reset_password, set_password
from accounts.services.security import origin_of
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError, NotFoundError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import enforce


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@sensitive_post_parameters("current", "new")
def password_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/security/password/: whoever has a password proves with it; others prove something else first."""
    if not member(request).has_usable_password():
        return _set_password_page(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(request=request, user=member(request), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Password changed. Every other session was ended."))
            return redirect("accounts:security")
    return render(request, "accounts/password.html", {"form": form, "has_password": True})


@fresh_proof_required()
def _set_password_page(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(request=request, user=member(request), new=form.cleaned_data["new"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("You have a password now. Every other session was ended."))
            return redirect("accounts:security")
    return render(request, "accounts/password.html", {"form": form, "has_password": False})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ensure_csrf_cookie
def request_reset_page(request: HttpRequest) -> HttpResponse:
    """/password/reset/: the same answer whoever has the address, and nobody."""
    form, sent, status = EmailForm(request.POST or None), False, 200
    if request.method == "POST" and form.is_valid():
        try:
            enforce(request, "reset-ip")
            enforce(request, "reset-account", account=form.cleaned_data["email"])
            request_reset(address=form.cleaned_data["email"])
            sent = True
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
    return render(request, "accounts/password_reset.html", {"form": form, "sent": sent}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ensure_csrf_cookie
@sensitive_post_parameters("password")
def reset_password_page(request: HttpRequest, uid: str, reset_token: str) -> HttpResponse:
    """/password/reset/{uid}/{reset_token}/: choose a password; every login ends, this browser's too."""
    form = ResetForm(request.POST or None)
    try:
        user = member_of_reset(uid=uid, token=reset_token)
        if request.method == "POST" and form.is_valid():
            enforce(request, "reset-ip")
            reset_password(uid=uid, token=reset_token, new=form.cleaned_data["password"], origin=origin_of(request))
            messages.success(request, _("The new password holds. Log in with it."))
            return redirect("accounts:login")
    except NotFoundError:
        return render(request, "accounts/link_dead.html", {"again": "accounts:request-reset"}, status=404)
    except DomainError as error:
        form.add_domain_error(error)
    response = render(request, "accounts/password_new.html", {"form": form, "reset_of": user})
    # The address opens the account. `no-referrer` would make browsers post with `Origin: null`, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response
