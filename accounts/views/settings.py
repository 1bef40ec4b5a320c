"""The settings of a profile."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.forms.avatar import AvatarForm
from accounts.models import User
from accounts.selectors import profile_of
from accounts.services.profiles import update_profile
from accounts.views.common import speaking
from moviesite.common.errors import DomainError
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@rate_limited("write", methods=("POST",))
def settings_page(request: HttpRequest) -> HttpResponse:
    """/settings/: the profile."""
    user = request.user
    assert isinstance(user, User)
    profile = profile_of(user)
    profile_form = ProfileForm.of(profile)
    if request.method == "POST":
        profile_form = ProfileForm(request.POST, profile=profile)
        if profile_form.is_valid():
            try:
                update_profile(user=user, changes=profile_form.cleaned_data)
            except DomainError as error:
                profile_form.add_domain_error(error)
            else:
                messages.success(request, _("Saved."))
                return speaking(redirect("accounts:settings"), user)
    return render(request, "accounts/settings.html", {"profile_form": profile_form, "avatar_form": AvatarForm()})
