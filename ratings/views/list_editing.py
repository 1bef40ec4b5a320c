"""Changing a list: its words by its owner, its titles by everyone who works on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from catalog.selectors.picking import find_title
from moviesite.common.errors import DomainError
from moviesite.common.forms import ServiceForm
from moviesite.common.fragments import came_from, is_htmx, member_required
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from ratings.exceptions import ListNotFoundError
from ratings.forms import AddToListForm, InviteForm, ListForm, MoveForm, NoteForm
from ratings.models import TitleList
from ratings.selectors import lists as selectors
from ratings.services import lists as services
from ratings.views.lists import ENTRIES_PAGE, edit_url
from ratings.views.parts import member_of

_WORDS = ("name", "description", "is_ranked", "visibility")


def _editable(request: HttpRequest, username: str, slug: str) -> TitleList:
    """A list that the asking member may change, found by its address."""
    owner = User.objects.filter(username_key=username.lower(), is_active=True).first()
    if owner is None:
        raise ListNotFoundError
    return selectors.find_editable_list(owner, slug, member_id=member_of(request).pk)


def _own(request: HttpRequest, username: str, slug: str) -> TitleList:
    title_list = _editable(request, username, slug)
    if title_list.owner_id != request.user.pk:
        raise ListNotFoundError
    return title_list


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def edit_list(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """/@name/lists/slug/edit/: words and visibility for its owner, and the titles in their order."""
    if request.method != "POST":
        return _render_edit(request, _editable(request, username, slug))
    title_list, form = _own(request, username, slug), ListForm(request.POST)
    if form.is_valid():
        try:
            services.update_list(owner=member_of(request), list_id=title_list.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(edit_url(title_list))
    return _render_edit(request, title_list, form=form)


def _render_edit(request: HttpRequest, title_list: TitleList, **forms: ServiceForm) -> HttpResponseBase:
    page = page_of(request, selectors.list_entries(title_list), ENTRIES_PAGE)
    context: dict[str, Any] = {
        "list": title_list,
        "is_owner": title_list.owner_id == request.user.pk,
        "form": ListForm(initial={field: getattr(title_list, field) for field in _WORDS}),
        "adding": AddToListForm(),
        "inviting": InviteForm(),
        "people": selectors.members_of(title_list),
        "page": page,
        "rows": selectors.list_cards(list(page)),
        "first": page.start_index(),
    } | forms
    template = "ratings/_list_entries.html" if is_htmx(request) else "ratings/list_edit.html"
    refused = any(form.errors for name, form in forms.items() if name != "form")
    return render(request, template, context, status=422 if refused else 200)


@require_POST
@member_required
@rate_limited("write")
def remove_list(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """Delete a list."""
    title_list = _own(request, username, slug)
    services.delete_list(owner=member_of(request), list_id=title_list.pk)
    messages.success(request, _("%(name)s is deleted.") % {"name": title_list.name})
    return redirect(with_asked_language(request, "ratings:member-lists", member_of(request).username))


@require_POST
@member_required
@rate_limited("write")
def renew_link(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """Give an unlisted list another link."""
    title_list = _own(request, username, slug)
    services.renew_share_key(owner=member_of(request), list_id=title_list.pk)
    messages.success(request, _("The list has another link. The old one leads nowhere now."))
    return redirect(edit_url(title_list))


@require_POST
@member_required
@rate_limited("write")
def add_entry(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """Add a title by its id, address or name."""
    title_list, adding = _editable(request, username, slug), AddToListForm(request.POST)
    if adding.is_valid():
        title_id = find_title(adding.cleaned_data["title"], chosen=adding.cleaned_data["title_id"])
        try:
            if title_id is None:
                adding.add_error("title", _("No title of this name here. Try its search."))
            elif services.add_to_list(member=member_of(request), list_id=title_list.pk, title_id=title_id):
                return redirect(edit_url(title_list))
            else:
                adding.add_error("title", _("It is on the list already."))
        except DomainError as error:
            adding.add_domain_error(error)
    return _render_edit(request, title_list, adding=adding)


@require_POST
@member_required
@rate_limited("write")
def remove_entry(request: HttpRequest, username: str, slug: str, title_id: int) -> HttpResponseBase:
    """Take a title off."""
    title_list = _editable(request, username, slug)
    services.remove_from_list(member=member_of(request), list_id=title_list.pk, title_id=title_id)
    return redirect(came_from(request, edit_url(title_list)))


@require_POST
@member_required
@rate_limited("write")
def move_entry(request: HttpRequest, username: str, slug: str, title_id: int) -> HttpResponseBase:
    """Give a title another place, counted from 1."""
    title_list, form = _editable(request, username, slug), MoveForm(request.POST)
    if form.is_valid():
        services.move_in_list(
            member=member_of(request), list_id=title_list.pk, title_id=title_id, to=form.cleaned_data["to"] - 1
        )
    return redirect(came_from(request, edit_url(title_list)))


@require_POST
@member_required
@rate_limited("write")
def annotate_entry(request: HttpRequest, username: str, slug: str, title_id: int) -> HttpResponseBase:
    """Say something about a title, or nothing."""
    title_list, form = _editable(request, username, slug), NoteForm(request.POST)
    if form.is_valid():
        services.annotate_entry(
            member=member_of(request), list_id=title_list.pk, title_id=title_id, note=form.cleaned_data["note"]
        )
    else:
        messages.error(request, " ".join(map(str, form.errors["note"])))
    return redirect(came_from(request, edit_url(title_list)))


@require_POST
@member_required
@rate_limited("write")
def invite(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """Ask somebody to work on the list."""
    title_list, form = _own(request, username, slug), InviteForm(request.POST)
    if form.is_valid():
        try:
            services.invite_to_list(
                owner=member_of(request), list_id=title_list.pk, username=form.cleaned_data["username"].lstrip("@")
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Invited."))
            return redirect(edit_url(title_list))
    return _render_edit(request, title_list, inviting=form)


@require_POST
@member_required
@rate_limited("write")
def remove_member(request: HttpRequest, username: str, slug: str, user_id: int) -> HttpResponseBase:
    """Take back an invitation, or stop somebody's work on the list."""
    title_list = _own(request, username, slug)
    services.remove_from_members(owner=member_of(request), list_id=title_list.pk, user_id=user_id)
    return redirect(edit_url(title_list))


@require_POST
@member_required
@rate_limited("write")
def answer_invitation(request: HttpRequest, username: str, slug: str) -> HttpResponseBase:
    """Begin to work on a list one was asked to, or decline or leave it: posts `answer`, "yes" or "no"."""
    member = member_of(request)
    owner = User.objects.filter(username_key=username.lower(), is_active=True).first()
    asked = selectors.find_list(owner, slug, viewer_id=member.pk) if owner else None
    if asked is None:
        raise ListNotFoundError
    if request.POST.get("answer") == "yes":
        services.accept_invitation(member=member, list_id=asked.pk)
        messages.success(request, _("You work on this list now."))
        return redirect(edit_url(asked))
    services.leave_list(member=member, list_id=asked.pk)
    return redirect(with_asked_language(request, "ratings:member-lists", member.username))
