"""Joining, logging in, settings and profiles as pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import LoginForm, PasswordForm, ProfileForm, RegisterForm
from accounts.models import User
from accounts.selectors import find_by_identifier, profile_of
from accounts.services.login import check_credentials
from accounts.services.profiles import change_password, update_profile
from accounts.services.registration import register_member
from moviesite.common.errors import DomainError, RateLimitedError
from moviesite.common.ratelimit import rate_limited

BACKEND = "accounts.backends.IdentifierBackend"
LANGUAGE_KEPT = 365 * 24 * 3600


def _next_url(request: HttpRequest, default: str) -> str:
    """Where the visitor was going, if that is on this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(default)


def _speaking(response: HttpResponse, user: User) -> HttpResponse:
    """The response, from which on the site speaks the member's language in this browser."""
    language = profile_of(user).ui_language
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_KEPT,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """/login/: the limits are counted by the service, before any password is hashed."""
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = check_credentials(
                request=request, identifier=form.cleaned_data["identifier"], password=form.cleaned_data["password"]
            )
        except RateLimitedError as error:
            form.add_domain_error(error)
            status = error.status
        except DomainError as error:
            form.add_domain_error(error)
        else:
            login(request, user, backend=BACKEND)
            return _speaking(redirect(_next_url(request, "home")), user)
    context = {"form": form, "next": _next_url(request, "home")}
    return render(request, "accounts/login.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
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
            login(request, user, backend=BACKEND)
            return redirect(_next_url(request, "recommender:welcome"))
    return render(request, "accounts/register.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """/logout/."""
    logout(request)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@rate_limited("write", methods=("POST",))
@sensitive_post_parameters("current", "new")
def settings_page(request: HttpRequest) -> HttpResponse:
    """/settings/: profile and password, each with its own button."""
    user = request.user
    assert isinstance(user, User)
    profile_form, password_form = ProfileForm.of(profile_of(user)), PasswordForm()
    if request.method == "POST" and request.POST.get("form") == "password":
        password_form = PasswordForm(request.POST)
        if password_form.is_valid() and _change_password(request, user, password_form):
            return redirect("accounts:settings")
    elif request.method == "POST":
        profile_form = ProfileForm(request.POST)
        if profile_form.is_valid():
            try:
                update_profile(user=user, changes=profile_form.cleaned_data)
            except DomainError as error:
                profile_form.add_domain_error(error)
            else:
                messages.success(request, _("Saved."))
                return _speaking(redirect("accounts:settings"), user)
    context = {"profile_form": profile_form, "password_form": password_form}
    return render(request, "accounts/settings.html", context)


def _change_password(request: HttpRequest, user: User, form: PasswordForm) -> bool:
    try:
        change_password(user=user, **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    update_session_auth_hash(request, user)
    messages.success(request, _("Password changed. Every other session was ended."))
    return True


@require_safe
@rate_limited("read")
def profile_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/: who someone is; their films come as fragments of the apps that know them."""
    member = find_by_identifier(username) if "@" not in username else None
    if member is None or not member.is_active:
        raise Http404
    profile = profile_of(member)
    is_owner = request.user.pk == member.pk
    if profile.is_private and not is_owner:
        return render(request, "accounts/profile_private.html", {"member": member}, status=404)
    if username != member.username:
        return redirect(member.get_absolute_url(), permanent=True)
    return render(request, "accounts/profile.html", {"member": member, "profile": profile, "is_owner": is_owner})
