"""Filling the form of a top four from the member's own public page elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from catalog.selectors.cards import cards_by_id
from matchups.exceptions import PageNotReadError
from matchups.forms import ReaderForm, TopFourForm
from matchups.selectors.top4 import top_four_of
from matchups.services.favorites import read_favorites
from matchups.views.top4 import member_of, render_choosing
from moviesite.common.fragments import member_required
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.ratelimit import rate_limited


@require_http_methods(["GET", "HEAD", "POST"])
def read_page(request: HttpRequest) -> HttpResponseBase:
    """/matchups/yours/letterboxd/: what stands there, in the form, to be looked at. 404 where the reader is off."""
    if not settings.LETTERBOXD_READER:
        raise Http404
    return (
        _read_page(request) if request.method == "POST" else redirect(with_asked_language(request, "matchups:choose"))
    )


@member_required
@rate_limited("import")
def _read_page(request: HttpRequest) -> HttpResponseBase:
    member, reader = member_of(request), ReaderForm(request.POST)
    if reader.is_valid():
        try:
            read = read_favorites(member=member, words=reader.cleaned_data["username"])
        except PageNotReadError as error:
            reader.add_domain_error(error)
        else:
            cards = cards_by_id(set(read.title_ids))
            form = TopFourForm.of([cards[pk] for pk in read.title_ids if pk in cards], source=read.token)
            return render_choosing(request, member, form, lacking=read.lacking)
    own = top_four_of(member)
    return render_choosing(request, member, TopFourForm.of(own.cards if own else ()), reader=reader)
