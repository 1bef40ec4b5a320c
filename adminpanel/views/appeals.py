"""Appealing against what was decided about oneself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services.suspension import read_suspension_token
from adminpanel.forms.moderation import AppealForm
from adminpanel.models import ModerationDecision
from adminpanel.services.moderation.appeals import decision_about, make_appeal, suspension_of
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("report", methods=("POST",))
def appeal_page(request: HttpRequest, decision_id: int) -> HttpResponseBase:
    """/appeals/7/: what was decided about the member, and what became of the appeal."""
    member = request.user
    assert isinstance(member, User)  # noqa: S101  member_required
    return _answer(request, member, decision_about(author=member, decision_id=decision_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limited("appeal-link")
def appeal_suspension_page(request: HttpRequest, suspension_token: str) -> HttpResponseBase:
    """/appeals/suspension/…/: the same for whoever was suspended; the signed link is the permission."""
    member = read_suspension_token(suspension_token)
    response = _answer(request, member, suspension_of(member))
    response["Referrer-Policy"] = "same-origin"  # the address is the key
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, member: User, decision: ModerationDecision) -> HttpResponseBase:
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_appeal(author=member, decision_id=decision.pk, text=form.cleaned_data["text"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your appeal is with the moderators. You will be told what became of it."))
            return redirect(request.path)
    appeal = getattr(decision, "appeal", None)
    context: dict[str, Any] = {"form": form, "decision": decision, "appeal": appeal, "member": member}
    return render(request, "adminpanel/appeal.html", context, status=422 if form.errors else 200)
