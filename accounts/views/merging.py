"""Making two accounts of one person one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.owndata import OtherAccountForm
from accounts.models import User
from accounts.owndata.labels import SHOWN, label_of
from accounts.services.merging import (
    check_pair,
    forget_proof,
    keep_proof,
    merge_accounts,
    prove_other_by_password,
    proven_other,
    side_of,
)
from accounts.services.security import origin_of
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@fresh_proof_required(keep=("identifier",))
@rate_limited("proof", methods=("POST",))
def merge_page(request: HttpRequest) -> HttpResponse:
    """/settings/merge/: a form that proves the other account; once it is proven, both side by side."""
    user = member(request)
    form = OtherAccountForm(request.POST or None, initial={"identifier": request.GET.get("identifier", "")[:254]})
    if request.method == "POST":
        if form.is_valid() and _prove(request, form):
            return redirect("accounts:merge")
        return render(request, "accounts/merge.html", {"form": form}, status=422)
    other = proven_other(request=request, user=user)
    if other is None:
        return render(request, "accounts/merge.html", {"form": form})
    return render(request, "accounts/merge_confirm.html", _both(user, other))


def _prove(request: HttpRequest, form: OtherAccountForm) -> bool:
    user = member(request)
    try:
        other = prove_other_by_password(request=request, user=user, **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    keep_proof(request=request, user=user, other=other)
    return True


def _both(user: User, other: User) -> dict[str, Any]:
    kept, gone = side_of(user), side_of(other)
    names = [name for name in SHOWN if kept.counts.get(name) or gone.counts.get(name)]
    rows = [(label_of(name), kept.counts.get(name, 0), gone.counts.get(name, 0)) for name in names]
    try:
        check_pair(user=user, other=other)
    except DomainError as error:
        return {"other": other, "rows": rows, "refused": error.detail}
    return {"other": other, "rows": rows}


@require_POST
@never_cache
@member_required
@rate_limited("write")
@fresh_proof_required(reads=False)
def merge_now_page(request: HttpRequest) -> HttpResponse:
    """/settings/merge/confirm/: with the other account proven; new recovery codes are shown this once."""
    user = member(request)
    other = proven_other(request=request, user=user)
    if other is None:
        messages.error(request, _("That took too long. Show once more that the other account is yours."))
        return redirect("accounts:merge")
    try:
        codes = merge_accounts(target=user, source=other, origin=origin_of(request))
    except DomainError as error:
        messages.error(request, error.detail)
        return redirect("accounts:merge")
    forget_proof(request=request)
    if codes:
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    messages.success(request, _("The two are one now."))
    return redirect("accounts:your-data")


@require_POST
@member_required
def forget_merge_page(request: HttpRequest) -> HttpResponse:
    """/settings/merge/forget/: keep both."""
    forget_proof(request=request)
    return redirect("accounts:your-data")
