"""Showing again who is there, before what could take an account over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.security import CodeForm, ConfirmPasswordForm
from accounts.models import User
from accounts.services.factors import factors_of
from accounts.services.passkeys import use_options
from accounts.services.proof import prove_by_code, prove_by_passkey, prove_by_password, prove_by_wallet
from accounts.views.common import next_url
from accounts.views.guards import member
from moviesite.common.errors import DomainError
from moviesite.common.forms import ServiceForm
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@sensitive_post_parameters("password", "otp", "signature", "credential")
def confirm_page(request: HttpRequest) -> HttpResponse:
    """/settings/confirm/: by whatever the member has; then back to where they were."""
    user, status = member(request), 200
    password_form, code_form, other_form = ConfirmPasswordForm(), CodeForm(), ServiceForm({})
    if request.method == "POST":
        form: ServiceForm
        if "otp" in request.POST:
            form = code_form = CodeForm(request.POST)
        elif "credential" in request.POST or "signature" in request.POST:
            form = other_form = ServiceForm(request.POST)
        else:
            form = password_form = ConfirmPasswordForm(request.POST)
        if form.is_valid():
            try:
                _prove(request, user, form)
            except DomainError as error:
                form.add_domain_error(error)
                status = 429 if error.status == 429 else 200
            else:
                return redirect(next_url(request, "accounts:security"))
    context = {
        "factors": factors_of(user),
        "password_form": password_form,
        "code_form": code_form,
        "other_form": other_form,
        "next": next_url(request, "accounts:security"),
    }
    return render(request, "accounts/confirm.html", context, status=status)


def _prove(request: HttpRequest, user: User, form: ServiceForm) -> None:
    sent = request.POST
    if isinstance(form, CodeForm):
        prove_by_code(request=request, user=user, code=form.cleaned_data["otp"])
    elif isinstance(form, ConfirmPasswordForm):
        prove_by_password(request=request, user=user, password=form.cleaned_data["password"])
    elif "credential" in sent:
        prove_by_passkey(request=request, user=user, credential=sent["credential"][:20_000])
    else:
        message, signature = sent.get("message", "")[:2048], sent["signature"][:20_000]
        prove_by_wallet(request=request, user=user, message=message, signature=signature)


@require_POST
@never_cache
@member_required
@rate_limited("write")
def confirm_options(request: HttpRequest) -> HttpResponse:
    """/settings/confirm/options/: a challenge for the member's passkeys."""
    return JsonResponse(use_options(request=request, user=member(request)))
