"""A shelf for two."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import visible_member
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.ratelimit import rate_limited
from recommender.services.blend import recommend_together
from recommender.views.parts import noted_cards

SHELF = 12


@require_safe
@member_required
@rate_limited("recommend")
def together(request: HttpRequest, username: str) -> HttpResponseBase:
    """Part of the page that compares two tastes, and without htmx a page: what both would like."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    other = visible_member(username=username, viewer_id=member.pk)
    if other.pk == member.pk:
        return redirect(with_asked_language(request, "recommender:recommendations"))
    slate = recommend_together(member=member, other=other, limit=SHELF)
    context = {"member": other, "slate": slate, "cards": noted_cards(request, slate.results)}
    template = "recommender/_together.html" if is_htmx(request) else "recommender/together.html"
    return render_fragment(request, template, context)
