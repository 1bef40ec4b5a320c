"""Reviews of a title: reading, writing, liking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.selectors.cards import TitleCard
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import enforce, rate_limited
from ratings.forms import ReviewForm
from ratings.models import Review
from ratings.selectors import liked_reviews, own_ratings, ratings_by, review_of, reviews
from ratings.services.reviews import delete_review, set_review_like, update_review, write_review
from ratings.views.parts import member_of, require_card

PAGE = 8


def _context(request: HttpRequest, card: TitleCard, form: ReviewForm | None) -> dict[str, Any]:
    viewer_id = request.user.pk
    own = review_of(viewer_id, card.id) if viewer_id is not None else None
    others = reviews(viewer_id).filter(title_id=card.id)
    page = page_of(request, others.exclude(pk=own.pk) if own else others, PAGE)
    rows = list(page)
    given = ratings_by([row.user_id for row in rows], card.id)
    likes = liked_reviews(viewer_id, [row.pk for row in rows]) if viewer_id is not None and rows else set[int]()
    initial = {"text": own.text, "contains_spoilers": own.contains_spoilers} if own else None
    return {
        "card": card,
        "page": page,
        "rows": [{"review": row, "value": given.get(row.user_id), "liked": row.pk in likes} for row in rows],
        "own": own,
        "own_value": own_ratings(own.user_id, [card.id]).get(card.id) if own else None,
        "form": form or ReviewForm(initial=initial),
        "editing": form is not None or "edit" in request.GET,
    }


def _answer(request: HttpRequest, card: TitleCard, form: ReviewForm | None = None) -> HttpResponse:
    template = "ratings/_title_reviews.html" if is_htmx(request) else "ratings/title_reviews.html"
    status = 422 if form is not None and form.errors else 200
    return render_fragment(request, template, _context(request, card, form), status=status)


@require_safe
@rate_limited("read")
def title_reviews(request: HttpRequest, title_id: int) -> HttpResponse:
    """Part of the title page, and without htmx a page of its own."""
    return _answer(request, require_card(title_id))


@require_POST
@member_required
def save_review(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """Write the member's review of a title, or change it."""
    member, card, form = member_of(request), require_card(title_id), ReviewForm(request.POST)
    if not form.is_valid():
        return _answer(request, card, form)
    enforce(request, "review")
    own = review_of(member.pk, title_id)
    try:
        if own is None:
            write_review(member=member, title_id=title_id, **form.cleaned_data)
        else:
            update_review(member=member, review_id=own.pk, **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return _answer(request, card, form)
    return _done(request, card, _("Your review is here now.") if own is None else _("Review changed."))


@require_POST
@member_required
@rate_limited("write")
def remove_review(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """Take the member's review of a title back, any number of times."""
    member, card = member_of(request), require_card(title_id)
    if own := review_of(member.pk, title_id):
        delete_review(member=member, review_id=own.pk)
    return _done(request, card, _("Review deleted."))


def _done(request: HttpRequest, card: TitleCard, words: str) -> HttpResponseBase:
    if is_htmx(request):
        return _answer(request, card)
    messages.success(request, words)
    return redirect(reverse("ratings:title-reviews", args=[card.id]))


@require_POST
@member_required
@rate_limited("write")
def like(request: HttpRequest, review_id: int) -> HttpResponseBase:
    """Like a review or take that back: `liked` is 1 or 0."""
    liked = request.POST.get("liked") == "1"
    count = set_review_like(member=member_of(request), review_id=review_id, liked=liked)
    if not is_htmx(request):
        return redirect(came_from(request, "home"))
    row = {"review": Review(pk=review_id, like_count=count), "liked": liked}
    return render_fragment(request, "ratings/_like.html", {"row": row})
