"""What members are to each other: following, blocking, muting, and who follows whom."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.selectors.people import (
    blocks_of,
    followed_among,
    followers_of,
    following_of,
    known_member,
    mutes_of,
    ties_between,
    visible_member,
)
from accounts.services import people as services
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

PAGE = 30


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _wanted(request: HttpRequest) -> bool:
    """Whether the form asks for it to be so, and not to be undone."""
    return request.POST.get("on") != "0"


@require_POST
@member_required
@rate_limited("follow")
def follow(request: HttpRequest, username: str) -> HttpResponseBase:
    """Follow a member, or with `on=0` no longer."""
    member, on = _member(request), _wanted(request)
    other = visible_member(username=username, viewer_id=member.pk) if on else known_member(username)
    if on:
        _told(request, lambda: services.follow_member(member=member, followed=other))
    else:
        services.unfollow_member(member=member, followed=other)
    if is_htmx(request):
        context = {"member": other, "ties": ties_between(viewer_id=member.pk, member=other)}
        return render_fragment(request, "accounts/_follow.html", context)
    return redirect(came_from(request, other.get_absolute_url()))


@require_POST
@member_required
@rate_limited("follow")
def block(request: HttpRequest, username: str) -> HttpResponseBase:
    """Block a member, or with `on=0` no longer; both ways one ends up among those one blocks."""
    member, other = _member(request), known_member(username)
    if not _wanted(request):
        services.unblock_member(member=member, blocked=other)
        messages.success(request, _("@%(name)s is no longer blocked.") % {"name": other.username})
    elif _told(request, lambda: services.block_member(member=member, blocked=other)):
        messages.success(request, _("You and @%(name)s see nothing of each other now.") % {"name": other.username})
    return redirect("accounts:people")


@require_POST
@member_required
@rate_limited("follow")
def mute(request: HttpRequest, username: str) -> HttpResponseBase:
    """Mute a member, or with `on=0` no longer."""
    member, on = _member(request), _wanted(request)
    other = visible_member(username=username, viewer_id=member.pk) if on else known_member(username)
    if not on:
        services.unmute_member(member=member, muted=other)
    elif _told(request, lambda: services.mute_member(member=member, muted=other)):
        messages.success(request, _("@%(name)s is muted. They are not told.") % {"name": other.username})
    return redirect(came_from(request, other.get_absolute_url()))


def _told(request: HttpRequest, action: Callable[[], object]) -> bool:
    """Whether it could be done; where a rule forbids it, the page says so."""
    try:
        action()
    except DomainError as error:
        if error.status != 400:
            raise
        messages.error(request, " ".join(text for texts in error.errors.values() for text in texts))
        return False
    return True


@require_safe
@rate_limited("read")
def followers_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/followers/."""
    member = visible_member(username=username, viewer_id=request.user.pk)
    page = page_of(request, followers_of(member, viewer_id=request.user.pk), PAGE)
    return _people(request, member, page, [row.follower for row in page], "followers")


@require_safe
@rate_limited("read")
def following_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/following/."""
    member = visible_member(username=username, viewer_id=request.user.pk)
    page = page_of(request, following_of(member, viewer_id=request.user.pk), PAGE)
    return _people(request, member, page, [row.followed for row in page], "following")


def _people(request: HttpRequest, member: User, page: object, people: list[User], which: str) -> HttpResponse:
    followed = followed_among(request.user.pk, [person.pk for person in people])
    rows = [{"member": person, "follows": person.pk in followed} for person in people]
    context = {"member": member, "page": page, "rows": rows, "which": which}
    return render_fragment(request, "accounts/people.html", context)


@require_safe
@member_required
@rate_limited("read")
def people_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/people/: whom the member blocks and mutes."""
    member = _member(request)
    context = {"page": page_of(request, blocks_of(member), PAGE), "mutes": list(mutes_of(member)[: 10 * PAGE])}
    return render(request, "accounts/blocked.html", context)
