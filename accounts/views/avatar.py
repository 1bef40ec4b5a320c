"""Pictures of members, and choosing one's own."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound, HttpResponseNotModified
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.exceptions import ProfileNotFoundError
from accounts.forms.avatar import AvatarForm
from accounts.models import Avatar, User
from accounts.selectors import visible_member
from accounts.services.avatars import read_picture, remove_avatar, set_avatar
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited
from moviesite.common.ui import AVATAR_DESIGN, avatar_of

# Whether somebody may see a picture depends on who asks, so no shared cache keeps one.
DRAWN = "private, max-age=3600"
FOREVER = "private, max-age=31536000, immutable"
#: A picture that is opened by itself is a document; this one can do nothing.
ALONE = "default-src 'none'; sandbox"


@require_safe
def drawn_avatar(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/avatar.svg: the drawing that belongs to a username, also of a member who uploaded a picture."""
    member = _seen(request, username)
    if member is None:
        return HttpResponseNotFound(content_type="text/plain")  # a picture that is missing needs no page
    drawn = avatar_of(member.username, getattr(getattr(member, "profile", None), "display_name", ""))
    digest = hashlib.blake2b(f"{AVATAR_DESIGN} {drawn}".encode(), digest_size=8).hexdigest()
    etag = f'"{digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        markup = render_to_string("components/avatar.svg", {"drawn": drawn})
        response = HttpResponse(markup, content_type="image/svg+xml")
    return _labelled(response, etag, DRAWN)


@require_safe
def uploaded_avatar(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/avatar.webp?v=…: the uploaded picture; its address changes with it, so it is kept for ever."""
    member = _seen(request, username)
    avatar = Avatar.objects.filter(user=member).first() if member is not None else None
    if avatar is None:
        return HttpResponseNotFound(content_type="text/plain")
    etag = f'"{avatar.digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(avatar.image), content_type="image/webp")
    version = request.GET.get("v", "")
    return _labelled(response, etag, FOREVER if version and avatar.digest.startswith(version) else DRAWN)


def _seen(request: HttpRequest, username: str) -> User | None:
    try:
        return visible_member(username=username, viewer_id=request.user.pk)
    except ProfileNotFoundError:
        return None


def _labelled(response: HttpResponse, etag: str, kept: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = kept
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@member_required
@rate_limited("avatar")
def save_avatar(request: HttpRequest) -> HttpResponseBase:
    """Upload a picture; what is wrong with one is said on the settings."""
    user = request.user
    assert isinstance(user, User)
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_avatar(user=user, data=read_picture(form.cleaned_data["file"].chunks()))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your picture is up."))
    for sentence in (message for found in form.errors.values() for message in found):
        messages.error(request, str(sentence))
    return redirect("accounts:settings")


@require_POST
@member_required
@rate_limited("write")
def drop_avatar(request: HttpRequest) -> HttpResponseBase:
    """Go back to the drawing."""
    user = request.user
    assert isinstance(user, User)
    if remove_avatar(user=user):
        messages.success(request, _("Your picture is gone; the drawn one is back."))
    return redirect("accounts:settings")
