"""Two tastes side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.ratelimit import rate_limited
from ratings.selectors.compatibility import shared_taste
from ratings.views.parts import member_of, shown_member


@require_safe
@member_required
@rate_limited("read")
def compatibility_page(request: HttpRequest, username: str) -> HttpResponseBase:
    """/@name/compatibility/: how alike the reader's taste and a member's are; one's own leads to one's profile."""
    viewer, member = member_of(request), shown_member(request, username)
    if viewer.pk == member.pk:
        return redirect(with_asked_language(request, member.get_absolute_url()))
    context = {"member": member, "taste": shared_taste(viewer=viewer, member=member)}
    return render_fragment(request, "ratings/compatibility.html", context)


@require_safe
@member_required
@rate_limited("read")
def compatibility_part(request: HttpRequest, username: str) -> HttpResponseBase:
    """Part of the profile: the same in one line."""
    viewer, member = member_of(request), shown_member(request, username)
    taste = shared_taste(viewer=viewer, member=member) if viewer.pk != member.pk else None
    return render_fragment(request, "ratings/_compatibility.html", {"member": member, "taste": taste})
