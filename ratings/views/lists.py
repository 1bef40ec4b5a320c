"""Lists that members make: reading them, making them and what they say about themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from ratings.enums import ListMemberState
from ratings.forms import ListForm
from ratings.models import TitleList
from ratings.selectors import lists as selectors
from ratings.services import lists as services
from ratings.views.parts import member_of, personal_cards, require_card, shown_member

PAGE, ENTRIES_PAGE = 18, 48


@require_safe
@rate_limited("read")
def lists_page(request: HttpRequest) -> HttpResponse:
    """/lists/: what anyone may see, latest first, above it what the member was asked to work on."""
    page = page_of(request, selectors.public_lists(request.user.pk), PAGE)
    context = {"page": page, "lists": selectors.summaries_of(list(page)), "invitations": _invitations(request)}
    return render(request, "ratings/lists.html", context)


def _invitations(request: HttpRequest) -> list[TitleList]:
    if request.user.pk is None:
        return []
    return [invitation.list for invitation in selectors.invitations_of(request.user.pk)[:PAGE]]


@require_safe
@rate_limited("read")
def member_lists(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/lists/."""
    member = shown_member(request, username)
    page = page_of(request, selectors.lists_of(member, viewer_id=request.user.pk), PAGE)
    context = {
        "member": member,
        "page": page,
        "lists": selectors.summaries_of(list(page)),
        "invitations": _invitations(request) if member.pk == request.user.pk else [],
    }
    return render(request, "ratings/lists.html", context)


@require_safe
@rate_limited("read")
def list_page(request: HttpRequest, username: str, slug: str) -> HttpResponse:
    """/@name/lists/slug/."""
    member = shown_member(request, username)
    return _render_list(request, member, selectors.find_list(member, slug, viewer_id=request.user.pk))


@require_safe
@rate_limited("read")
def shared_list_page(request: HttpRequest, key: str) -> HttpResponse:
    """/lists/shared/key/: an unlisted list, for whoever has its link."""
    title_list = selectors.find_shared_list(key, viewer_id=request.user.pk)
    response = _render_list(request, title_list.owner, title_list)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # the address is the key
    return response


def _render_list(request: HttpRequest, member: User, title_list: TitleList) -> HttpResponse:
    page = page_of(request, selectors.list_entries(title_list), ENTRIES_PAGE)
    cards = {card.id: card for card in personal_cards(request, [entry.title_id for entry in page])}
    people = list(selectors.members_of(title_list, viewer_id=request.user.pk))
    own_part = next((person for person in people if person.user_id == request.user.pk), None)
    workers = [person.user for person in people if person.state == ListMemberState.ACCEPTED]
    context = {
        "member": member,
        "list": title_list,
        "page": page,
        "rows": [(entry, cards[entry.title_id]) for entry in page if entry.title_id in cards],
        "has_notes": any(entry.note for entry in page),
        "first": page.start_index(),
        "progress": selectors.progress_on(title_list, member_id=request.user.pk),
        "workers": workers,
        "own_part": own_part,
        "may_edit": request.user.pk == member.pk or request.user in workers,
        "origin": _origin(request, title_list),
    }
    return render(request, "ratings/list.html", context)


def _origin(request: HttpRequest, title_list: TitleList) -> TitleList | None:
    """What a list was copied from, if whoever looks may see that."""
    if title_list.copied_from_id is None:
        return None
    return selectors.visible_lists(request.user.pk).filter(pk=title_list.copied_from_id).first()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def new_list(request: HttpRequest) -> HttpResponseBase:
    """/lists/new/."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_list(owner=member_of(request), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect(edit_url(made))
    return render(request, "ratings/list_new.html", {"form": form})


def edit_url(title_list: TitleList) -> str:
    """Where a list is changed."""
    return reverse("ratings:list-edit", args=[title_list.owner.username, title_list.slug])


@require_POST
@member_required
@rate_limited("write")
def copy_list(request: HttpRequest) -> HttpResponseBase:
    """Make a list somebody showed the member one of their own; posts `list`, or the `key` of an unlisted one."""
    member, number = member_of(request), request.POST.get("list", "")
    if key := request.POST.get("key", ""):
        original = selectors.find_shared_list(key[:64], viewer_id=member.pk)
    else:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        original = selectors.required(selectors.visible_lists(member.pk).filter(pk=wanted))
    try:
        copy = services.copy_list(member=member, original=original)
    except DomainError as error:
        messages.error(request, " ".join(text for texts in error.errors.values() for text in texts) or error.detail)
        return redirect(came_from(request, "ratings:lists"))
    messages.success(request, _("Copied. Only you see the copy until you say otherwise."))
    return redirect(edit_url(copy))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def choose_lists(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """The member's lists with a box for each that a title is on; posting `list` and `on` changes one of them."""
    member, card = member_of(request), require_card(title_id)
    if request.method == "POST":
        number = request.POST.get("list", "")
        list_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        change = services.add_to_list if request.POST.get("on") == "1" else services.remove_from_list
        change(member=member, list_id=list_id, title_id=title_id)
        if not is_htmx(request):
            return redirect(came_from(request, reverse("ratings:choose-lists", args=[title_id])))
    template = "ratings/_choose_lists.html" if is_htmx(request) else "ratings/choose_lists.html"
    return render_fragment(request, template, {"card": card, "lists": selectors.lists_holding(member.pk, title_id)})
