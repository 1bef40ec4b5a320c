"""Top fours: the wall of all, choosing one's own, and the part of the profile that shows them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.selectors import visible_member
from catalog.selectors.cards import TitleCard, cards_by_id
from matchups.exceptions import TopFourInvalidError
from matchups.forms import ReaderForm, TopFourForm
from matchups.models.top4 import SIZE
from matchups.selectors.top4 import former_sets, shown_sets, top_four_of, top_fours
from matchups.services.favorites import choose_read
from matchups.services.top4 import choose_again, clear_top4
from moviesite.common.errors import DomainError
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited

PAGE = 24
FORMER = 6


@require_safe
@rate_limited("read")
def wall(request: HttpRequest) -> HttpResponse:
    """/matchups/sets/: members' top fours."""
    page = page_of(request, shown_sets(request.user.pk), PAGE)
    own = top_four_of(request.user) if isinstance(request.user, User) else None
    return render(request, "matchups/wall.html", {"page": page, "fours": top_fours(list(page)), "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def choose(request: HttpRequest) -> HttpResponseBase:
    """/matchups/yours/: the member's own four. A post with `move` exchanges two places and saves nothing."""
    member = member_of(request)
    if request.method != "POST":
        own = top_four_of(member)
        return render_choosing(request, member, TopFourForm.of(own.cards if own else ()))
    if "move" in request.POST:
        return render_choosing(request, member, TopFourForm.moved(request.POST))
    form = TopFourForm(request.POST)
    if form.is_valid():
        try:
            choose_read(member=member, title_ids=form.cleaned_data["titles"], token=form.cleaned_data["source"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Your top four is up."))
            return redirect(with_asked_language(request, member.get_absolute_url()))
    return render_choosing(request, member, form)


def render_choosing(
    request: HttpRequest,
    member: User,
    form: TopFourForm,
    *,
    reader: ReaderForm | None = None,
    lacking: tuple[str, ...] = (),
) -> HttpResponse:
    """The page of choosing around a form. `lacking` are names that an import found no title for."""
    page = page_of(request, former_sets(member), FORMER)
    context = {
        "form": form,
        "own": top_four_of(member),
        "preview": preview_of(form.chosen_ids()),
        "page": page,
        "former": top_fours(list(page)),
        "reader": (reader or ReaderForm()) if settings.LETTERBOXD_READER else None,
        "lacking": lacking,
    }
    return render(request, "matchups/choose.html", context)


def member_of(request: HttpRequest) -> User:
    """Whoever asks, on pages for members."""
    if not isinstance(request.user, User):
        raise TypeError("only members get here")
    return request.user


def preview_of(title_ids: list[int | None]) -> list[TitleCard | None]:
    """A card, or nothing, for each place."""
    cards = cards_by_id({pk for pk in title_ids if pk is not None})
    return [cards.get(pk) if pk is not None else None for pk in title_ids]


@require_safe
@member_required
@rate_limited("read")
def preview(request: HttpRequest) -> HttpResponse:
    """Part of the page: how four titles stand side by side, by `title`, an id or nothing for each place."""
    asked = request.GET.getlist("title")[:SIZE]
    ids = [int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None for word in asked]
    ids += [None] * (SIZE - len(ids))
    return render_fragment(request, "matchups/_preview.html", {"preview": preview_of(ids)})


@require_POST
@member_required
@rate_limited("write")
def again(request: HttpRequest, set_id: int) -> HttpResponseBase:
    """Put a former set of one's own up again."""
    member = member_of(request)
    try:
        choose_again(member=member, set_id=set_id)
    except TopFourInvalidError:
        messages.error(request, _("One of those is no longer here. Choose another in its place."))
        return redirect("matchups:choose")
    messages.success(request, _("Your top four is up."))
    return redirect(with_asked_language(request, member.get_absolute_url()))


@require_POST
@member_required
@rate_limited("write")
def clear(request: HttpRequest) -> HttpResponseBase:
    """Have no top four."""
    clear_top4(member=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your top four is down."))
    return redirect("matchups:wall")


@require_safe
@rate_limited("read")
def top4_fragment(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: a member's four."""
    member = visible_member(username=username, viewer_id=request.user.pk)
    four = top_four_of(member)
    context = {"member": member, "four": four, "is_owner": member.pk == request.user.pk}
    return render_fragment(request, "matchups/_top4.html", context)
