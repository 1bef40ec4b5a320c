"""Reporting what others wrote."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from adminpanel.exceptions import OwnReportError
from adminpanel.forms.moderation import ReportForm
from adminpanel.selectors.moderation_targets import seen_target
from adminpanel.services.moderation.reports import report_target
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required, safe_path
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("report", methods=("POST",))
def report_page(request: HttpRequest, kind: str, target_id: int) -> HttpResponseBase:
    """/report/review/7/: a form that leads back to where its link was."""
    member = request.user
    assert isinstance(member, User)  # noqa: S101  member_required
    key = (request.POST.get("key") or request.GET.get("key") or "")[:32]
    target = seen_target(kind=kind, object_id=target_id, viewer_id=member.pk, key=key)
    if target.owner.pk == member.pk:
        raise OwnReportError
    back = safe_path(request, request.POST.get("next"), request.GET.get("next"), default=target.url)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _row, is_new = report_target(reporter=member, kind=kind, object_id=target_id, key=key, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            thanks = _("Thank you. The moderators will look at it.")
            messages.success(request, thanks if is_new else _("Your report was changed."))
            return redirect(back)
    context = {"form": form, "target": target, "back": back, "key": key}
    status = 422 if form.errors else 200
    return render(request, "adminpanel/report.html", context, status=status)
