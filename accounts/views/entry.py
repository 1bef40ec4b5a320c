"""Joining, logging in and out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import SignInMethod
from accounts.exceptions import MemberSuspendedError
from accounts.forms import LoginForm, RegisterForm
from accounts.forms.security import CodeForm
from accounts.models import User
from accounts.services.factors import factors_of
from accounts.services.login import check_credentials
from accounts.services.passkeys import use_options
from accounts.services.registration import register_member
from accounts.services.second_factor import begin_second_step, has_second_factor, pending_member, take_second_step
from accounts.services.sessions import begin_browser_login
from accounts.views.common import next_url, speaking
from moviesite.common.errors import DomainError, RateLimitedError
from moviesite.common.forms import ServiceForm
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """/login/: the limits are counted by the service, before any password is hashed."""
    form = LoginForm(request.POST or None)
    status, appeal = 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            user = check_credentials(
                request=request, identifier=form.cleaned_data["identifier"], password=form.cleaned_data["password"]
            )
        except RateLimitedError as error:
            form.add_domain_error(error)
            status = error.status
        except MemberSuspendedError as error:
            form.add_error(None, error.sentence)
            appeal, status = error.appeal_url, error.status
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _admit(request, user)
    context = {"form": form, "next": next_url(request, "home"), "appeal": appeal}
    return render(request, "accounts/login.html", context, status=status)


def _admit(request: HttpRequest, user: User) -> HttpResponse:
    """After the right password: in, or on to the second step."""
    where = next_url(request, "home")
    if has_second_factor(user):
        begin_second_step(request=request, user=user, next_url=where)
        return redirect("accounts:second-step")
    begin_browser_login(request=request, user=user, method=SignInMethod.PASSWORD)
    return speaking(redirect(where), user)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("otp", "credential")
def second_step_page(request: HttpRequest) -> HttpResponse:
    """/login/second/: a code or a passkey, within five minutes and five tries; then on to where they were going."""
    user = pending_member(request)
    if user is None:
        return redirect("accounts:login")
    form: ServiceForm = CodeForm(request.POST or None)
    status = 200
    credential = request.POST.get("credential", "")[:20_000]
    if request.method == "POST" and (credential or form.is_valid()):
        code = "" if credential else form.cleaned_data["otp"]
        try:
            where = take_second_step(request=request, user=user, code=code, credential=credential)
        except DomainError as error:
            form = ServiceForm({}) if credential else form
            form.add_domain_error(error)
            status = 429 if error.status == 429 else 200
            if pending_member(request) is None:
                return redirect("accounts:login")
        else:
            begin_browser_login(request=request, user=user, method=SignInMethod.PASSWORD)
            return speaking(redirect(where), user)
    context = {"form": form if "otp" in form.fields else CodeForm(), "other_form": form, "factors": factors_of(user)}
    return render(request, "accounts/second_factor.html", context, status=status)


@require_POST
@never_cache
def second_step_options(request: HttpRequest) -> HttpResponse:
    """/login/second/options/: a challenge for the passkeys of whoever gave the right password."""
    user = pending_member(request)
    if user is None:
        return redirect("accounts:login")
    return JsonResponse(use_options(request=request, user=user))


@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
@sensitive_post_parameters("password")
@rate_limited("register", methods=("POST",))
def register_page(request: HttpRequest) -> HttpResponse:
    """/register/: a new member is logged in and lands where picks begin."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = register_member(**form.cleaned_data, ui_language=request.LANGUAGE_CODE)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            begin_browser_login(request=request, user=user, method=SignInMethod.REGISTRATION)
            return redirect(next_url(request, "recommender:welcome"))
    return render(request, "accounts/register.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """/logout/."""
    logout(request)
    response = redirect("home")
    # Pages kept for going back. Scripts keep nothing but the theme, and the cookie names a session that is over.
    response["Clear-Site-Data"] = '"cache"'
    return response
