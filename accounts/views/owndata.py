"""Own data in the settings: taking it along, bringing it back, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.owndata import EraseForm, RestoreForm
from accounts.owndata.labels import SHOWN, label_of
from accounts.owndata.registry import counts_of
from accounts.services.owndata import MAX_UPLOAD, check_username, erase_account, export_account, restore_account
from accounts.services.security import origin_of
from accounts.views.guards import fresh_proof_required, member
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited


def _page(request: HttpRequest, form: RestoreForm, *, status: int = 200, **more: object) -> HttpResponse:
    counts = counts_of(member(request))
    context = {
        "form": form,
        "parts": [(label_of(name), counts[name]) for name in SHOWN if counts.get(name)],
        "most": MAX_UPLOAD // 1024**2,
        **more,
    }
    return render(request, "accounts/data.html", context, status=status)


@require_safe
@never_cache
@member_required
def data_page(request: HttpRequest) -> HttpResponse:
    """/settings/data/."""
    return _page(request, RestoreForm())


@require_POST
@never_cache
@member_required
@rate_limited("export")
@fresh_proof_required(reads=False)
def export_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/data/export/: the ZIP."""
    user = member(request)
    file = export_account(user=user, site=request.get_host(), origin=origin_of(request))
    return FileResponse(file, as_attachment=True, filename=f"{user.username}.zip", content_type="application/zip")


@require_POST
@never_cache
@member_required
@rate_limited("import")
def restore_page(request: HttpRequest) -> HttpResponse:
    """/settings/data/restore/: what became of each part of the file, on the same page."""
    form = RestoreForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        tallies = restore_account(user=member(request), upload=form.cleaned_data["file"])
    except DomainError as error:
        form.add_domain_error(error)
        return _page(request, form, status=422)
    done = [
        (label_of(name), tally)
        for name, tally in tallies.items()
        if tally.restored or tally.already or tally.unmatched or tally.refused
    ]
    return _page(request, RestoreForm(), done=done, was_restored=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_required
@fresh_proof_required()
@rate_limited("write", methods=("POST",))
def erase_page(request: HttpRequest) -> HttpResponse:
    """/settings/data/delete/: what will happen, and a field for one's own name."""
    user = member(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_username(user=user, typed=form.cleaned_data["username"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            erase_account(user=user)
            logout(request)
            messages.success(request, _("Your account is deleted. Take care."))
            return redirect("/")
    return render(request, "accounts/delete.html", {"form": form}, status=422 if form.errors else 200)
