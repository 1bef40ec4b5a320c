"""Setting up the second step: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.exceptions import PasskeyNotFoundError
from accounts.forms.security import PasskeyForm, TotpForm
from accounts.models import TotpDevice
from accounts.services.passkeys import register_passkey, registration_options, remove_passkey
from accounts.services.recovery import make_codes
from accounts.services.second_factor import has_second_factor
from accounts.services.security import origin_of
from accounts.services.totp import confirm_totp, qr_code, remove_totp, secret_of, start_totp
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import enforce, rate_limited


def _done(request: HttpRequest, said: str, codes: list[str]) -> HttpResponse:
    """Back to the overview, or first the new codes: this answer is the only place where they stand."""
    messages.success(request, said)
    if codes:
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@rate_limited("write", methods=("POST",))
@fresh_proof_required()
def totp_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/app/: first a button, then the QR code and the first code."""
    user, form = member(request), TotpForm()
    try:
        if request.POST.get("step") == "start":
            start_totp(user=user)
            return redirect("accounts:totp")
        if request.method == "POST":
            form = TotpForm(request.POST)
            if form.is_valid():
                enforce(request, "otp", account=str(user.pk))
                code = form.cleaned_data["code"].replace(" ", "")
                codes = confirm_totp(user=user, code=code, origin=origin_of(request))
                return _done(request, _("The app counts from now on."), codes)
    except DomainError as error:
        if not form.is_bound:
            messages.error(request, error.detail)
            return redirect("accounts:security")
        form.add_domain_error(error)
    device = TotpDevice.objects.select_related("user").filter(user=user).first()
    context: dict[str, Any] = {"form": form, "device": device}
    if device is not None and device.confirmed_at is None:
        context |= {"qr": qr_code(device), "secret": secret_of(device)}
    return render(request, "accounts/second_factor_app.html", context)


@require_POST
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def remove_totp_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/app/remove/."""
    if remove_totp(user=member(request), origin=origin_of(request)):
        messages.success(request, _("The app is no longer asked for."))
    return redirect("accounts:security")


@require_POST
@never_cache
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def codes_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/codes/: new recovery codes; the former ones end."""
    user = member(request)
    if not has_second_factor(user):
        messages.error(request, _("Set up an app or a passkey first."))
        return redirect("accounts:security")
    return render(request, "accounts/recovery_codes.html", {"codes": make_codes(user=user)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@rate_limited("write", methods=("POST",))
@fresh_proof_required()
def passkey_page(request: HttpRequest) -> HttpResponse:
    """/settings/security/passkeys/add/: a name, and what the browser makes when asked."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = register_passkey(request=request, user=member(request), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _done(request, _("The passkey counts from now on."), codes)
    return render(request, "accounts/second_factor_passkey.html", {"form": form})


@require_POST
@never_cache
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def passkey_options(request: HttpRequest) -> HttpResponse:
    """/settings/security/passkeys/options/: what the browser is asked to make."""
    return JsonResponse(registration_options(request=request, user=member(request)))


@require_POST
@member_required
@rate_limited("write")
def remove_passkey_page(request: HttpRequest, passkey_id: int) -> HttpResponseBase:
    """/settings/security/passkeys/{id}/remove/."""
    if not member(request).passkeys.filter(pk=passkey_id).exists():
        raise PasskeyNotFoundError
    return _remove_passkey(request, passkey_id)


@fresh_proof_required(reads=False)
def _remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    remove_passkey(request=request, user=member(request), passkey_id=passkey_id)
    messages.success(request, _("The passkey was removed."))
    return redirect("accounts:security")
