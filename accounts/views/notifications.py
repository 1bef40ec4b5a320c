"""The inbox: what a member was told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.notifications.inbox import inbox_of, items_of, unread_count
from accounts.notifications.preferences import zone_of
from accounts.selectors import profile_of
from accounts.services.notifications import mark_read, open_notification
from accounts.views.guards import member
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

PAGE = 30


@require_safe
@never_cache
@member_required
@rate_limited("read")
def inbox_page(request: HttpRequest) -> HttpResponse:
    """/notifications/: by day, in the member's own time; nothing is marked as read by looking."""
    user = member(request)
    user.profile = profile_of(user)
    page = page_of(request, inbox_of(user.pk), PAGE)
    with timezone.override(zone_of(user.profile)):
        return render(request, "accounts/notifications.html", {"page": page, "items": items_of(page, user)})


@require_POST
@member_required
@rate_limited("write")
def open_page(request: HttpRequest, notification_id: int) -> HttpResponse:
    """/notifications/{id}/open/: mark it as read and go where it leads."""
    return redirect(open_notification(user=member(request), notification_id=notification_id) or "accounts:inbox")


@require_POST
@member_required
@rate_limited("write")
def read_all_page(request: HttpRequest) -> HttpResponse:
    """/notifications/read/."""
    mark_read(user=member(request))
    messages.success(request, _("All marked as read."))
    return redirect("accounts:inbox")


@require_safe
@rate_limited("read")
def bell(request: HttpRequest) -> HttpResponse:
    """/notifications/bell/: the bell of the header; 204 while `?known=` is still right, nothing for visitors."""
    known = request.GET.get("known")
    if request.user.is_authenticated and known is not None and known == str(unread_count(request.user.pk)):
        return HttpResponse(status=204, headers={"Cache-Control": "private, no-cache"})
    return render_fragment(request, "components/bell.html", {})
