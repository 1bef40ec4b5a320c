"""The public page of a member."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.selectors import find_by_identifier, hidden_from, profile_of
from accounts.selectors.people import followers_of, following_of, ties_between
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.ratelimit import rate_limited


@require_safe
@rate_limited("read")
def profile_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/: who someone is; their films come as fragments of the apps that know them."""
    member = find_by_identifier(username) if "@" not in username else None
    if member is None or not member.is_active:
        raise Http404
    profile = profile_of(member)
    viewer_id, is_owner = request.user.pk, request.user.pk == member.pk
    if member.pk in hidden_from(viewer_id):
        raise Http404
    if profile.is_private and not is_owner:
        return render(request, "accounts/profile_private.html", {"member": member}, status=404)
    if username != member.username:
        return redirect(with_asked_language(request, member.get_absolute_url()), permanent=True)
    context = {
        "member": member,
        "profile": profile,
        "is_owner": is_owner,
        "ties": ties_between(viewer_id=viewer_id, member=member),
        "followers": followers_of(member, viewer_id=viewer_id).count(),
        "following": following_of(member, viewer_id=viewer_id).count(),
    }
    return render(request, "accounts/profile.html", context)
