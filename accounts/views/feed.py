"""What those whom a member follows did."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors.activity import entries_of, feed_of, folded, suggested_members
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

PAGE, ROW, ROW_POOL = 40, 4, 24


@require_safe
@member_required
@rate_limited("read")
def feed_page(request: HttpRequest) -> HttpResponseBase:
    """/feed/: the latest first; for who follows nobody, whom to begin with."""
    member = request.user
    assert isinstance(member, User)
    page = page_of(request, feed_of(member), PAGE)
    items = folded(entries_of(list(page), viewer_id=member.pk))
    suggested = suggested_members(member) if not items and page.number == 1 else []
    return render_fragment(request, "accounts/feed.html", {"page": page, "items": items, "suggested": suggested})


@require_safe
@member_required
@rate_limited("read")
def feed_part(request: HttpRequest) -> HttpResponseBase:
    """Part of the home page: the latest of the feed; nothing at all where there is none."""
    member = request.user
    assert isinstance(member, User)
    items = folded(entries_of(list(feed_of(member)[:ROW_POOL]), viewer_id=member.pk))[:ROW]
    return render_fragment(request, "accounts/_feed_row.html", {"items": items})
