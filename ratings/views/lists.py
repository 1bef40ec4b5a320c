"""Lists that members make: reading and editing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.selectors.picking import find_title
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from ratings.forms import AddToListForm, ListForm, MoveForm
from ratings.models import TitleList
from ratings.selectors import find_list, list_cards, list_entries, lists_holding, lists_of, public_lists, summaries_of
from ratings.services import lists as services
from ratings.views.parts import member_of, personal_cards, require_card, shown_member

PAGE, ENTRIES_PAGE = 18, 48


@require_safe
@rate_limited("read")
def lists_page(request: HttpRequest) -> HttpResponse:
    """/lists/: what anyone may see, latest first."""
    page = page_of(request, public_lists(), PAGE)
    return render(request, "ratings/lists.html", {"page": page, "lists": summaries_of(list(page))})


@require_safe
@rate_limited("read")
def member_lists(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/lists/."""
    member = shown_member(request, username)
    page = page_of(request, lists_of(member, viewer_id=request.user.pk), PAGE)
    context = {"member": member, "page": page, "lists": summaries_of(list(page))}
    return render(request, "ratings/lists.html", context)


@require_safe
@rate_limited("read")
def list_page(request: HttpRequest, username: str, slug: str) -> HttpResponse:
    """/@name/lists/slug/."""
    member = shown_member(request, username)
    title_list = find_list(member, slug, viewer_id=request.user.pk)
    page = page_of(request, list_entries(title_list), ENTRIES_PAGE)
    context = {
        "member": member,
        "list": title_list,
        "page": page,
        "cards": personal_cards(request, [entry.title_id for entry in page]),
        "first": page.start_index(),
    }
    return render(request, "ratings/list.html", context)


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
            return redirect(_edit_url(made))
    return render(request, "ratings/list_new.html", {"form": form})


def _edit_url(title_list: TitleList) -> str:
    return reverse("ratings:list-edit", args=[title_list.slug])


def _own_list(request: HttpRequest, slug: str) -> TitleList:
    member = member_of(request)
    return find_list(member, slug, viewer_id=member.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def edit_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """/lists/slug/edit/: words and visibility, and the titles in their order."""
    title_list = _own_list(request, slug)
    fields = ("name", "description", "is_ranked", "is_public")
    form = ListForm(request.POST or None, initial={field: getattr(title_list, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.update_list(owner=member_of(request), list_id=title_list.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(_edit_url(title_list))
    return _render_edit(request, title_list, form, AddToListForm())


def _render_edit(
    request: HttpRequest, title_list: TitleList, form: ListForm, adding: AddToListForm
) -> HttpResponseBase:
    page = page_of(request, list_entries(title_list), ENTRIES_PAGE)
    context = {
        "list": title_list,
        "form": form,
        "adding": adding,
        "page": page,
        "rows": list_cards(list(page)),
        "first": page.start_index(),
    }
    template = "ratings/_list_entries.html" if is_htmx(request) else "ratings/list_edit.html"
    return render(request, template, context, status=422 if adding.errors else 200)


@require_POST
@member_required
@rate_limited("write")
def remove_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Delete a list."""
    title_list = _own_list(request, slug)
    services.delete_list(owner=member_of(request), list_id=title_list.pk)
    messages.success(request, _("%(name)s is deleted.") % {"name": title_list.name})
    return redirect("ratings:member-lists", member_of(request).username)


@require_POST
@member_required
@rate_limited("write")
def add_entry(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add a title by its id, address or name."""
    title_list, adding = _own_list(request, slug), AddToListForm(request.POST)
    if adding.is_valid():
        title_id = find_title(adding.cleaned_data["title"], chosen=adding.cleaned_data["title_id"])
        try:
            if title_id is None:
                adding.add_error("title", _("No title of this name here. Try its search."))
            elif services.add_to_list(owner=member_of(request), list_id=title_list.pk, title_id=title_id):
                return redirect(_edit_url(title_list))
            else:
                adding.add_error("title", _("It is on the list already."))
        except DomainError as error:
            adding.add_domain_error(error)
    fields = ("name", "description", "is_ranked", "is_public")
    form = ListForm(initial={field: getattr(title_list, field) for field in fields})
    return _render_edit(request, title_list, form, adding)


@require_POST
@member_required
@rate_limited("write")
def remove_entry(request: HttpRequest, slug: str, title_id: int) -> HttpResponseBase:
    """Take a title off."""
    title_list = _own_list(request, slug)
    services.remove_from_list(owner=member_of(request), list_id=title_list.pk, title_id=title_id)
    return redirect(came_from(request, _edit_url(title_list)))


@require_POST
@member_required
@rate_limited("write")
def move_entry(request: HttpRequest, slug: str, title_id: int) -> HttpResponseBase:
    """Give a title another place, counted from 1."""
    title_list, form = _own_list(request, slug), MoveForm(request.POST)
    if form.is_valid():
        services.move_in_list(
            owner=member_of(request), list_id=title_list.pk, title_id=title_id, to=form.cleaned_data["to"] - 1
        )
    return redirect(came_from(request, _edit_url(title_list)))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def choose_lists(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """The member's lists with a box for each that a title is on; posting `list` and `on` changes one of them."""
    member, card = member_of(request), require_card(title_id)
    if request.method == "POST":
        title_list = _own_list(request, request.POST.get("list", ""))
        change = services.add_to_list if request.POST.get("on") == "1" else services.remove_from_list
        change(owner=member, list_id=title_list.pk, title_id=title_id)
        if not is_htmx(request):
            return redirect(came_from(request, reverse("ratings:choose-lists", args=[title_id])))
    template = "ratings/_choose_lists.html" if is_htmx(request) else "ratings/choose_lists.html"
    return render_fragment(request, template, {"card": card, "lists": lists_holding(member.pk, title_id)})
