"""Top fours: the wall of all, choosing one's own, and the part of the profile that shows them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.selectors import visible_member
from matchups.forms import TopFourForm
from matchups.selectors import shown_sets, top_four_of, top_fours
from matchups.services import clear_top4, set_top4
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

PAGE = 24


@require_safe
@rate_limited("read")
def home(request: HttpRequest) -> HttpResponse:
    """/matchups/: members' top fours."""
    page = page_of(request, shown_sets(), PAGE)
    own = top_four_of(request.user) if isinstance(request.user, User) else None
    return render(request, "matchups/home.html", {"page": page, "fours": top_fours(list(page)), "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def choose(request: HttpRequest) -> HttpResponseBase:
    """/matchups/yours/: the member's own four."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    own = top_four_of(member)
    form = TopFourForm(request.POST) if request.method == "POST" else TopFourForm.of(own.cards if own else ())
    if request.method == "POST" and form.is_valid():
        try:
            set_top4(member=member, title_ids=form.cleaned_data["titles"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your top four is up."))
            return redirect(member.get_absolute_url())
    return render(request, "matchups/choose.html", {"form": form, "own": own})


@require_POST
@member_required
@rate_limited("write")
def clear(request: HttpRequest) -> HttpResponseBase:
    """Have no top four."""
    clear_top4(member=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your top four is down."))
    return redirect("matchups:home")


@require_safe
@rate_limited("read")
def top4_fragment(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: a member's four."""
    member = visible_member(username=username, viewer_id=request.user.pk)
    four = top_four_of(member)
    context = {"member": member, "four": four, "is_owner": member.pk == request.user.pk}
    return render_fragment(request, "matchups/_top4.html", context)
