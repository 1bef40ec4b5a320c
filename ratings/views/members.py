"""A member's ratings, reviews, favourites and lists: pages, and parts of the profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from catalog.selectors.cards import TitleCard, cards_by_id
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from ratings.enums import SavedKind
from ratings.models import Rating, Review
from ratings.selectors import (
    lists_of,
    own_ratings,
    rating_history,
    reviews,
    saved_titles,
    summaries_of,
    taste_of,
)
from ratings.views.parts import member_of, personal_cards, shown_member

PAGE, REVIEWS_PAGE, LATEST, LATEST_REVIEWS, LISTS = 48, 12, 6, 4, 6
_ORDERS = {"new": ("-updated_at", "-id"), "best": ("-value", "-updated_at", "-id")}


@dataclass(frozen=True, slots=True)
class RatedCard:
    """A title and what somebody gave it."""

    card: TitleCard
    rating: Rating


@dataclass(frozen=True, slots=True)
class ReviewedCard:
    """A title, what somebody wrote about it and what they gave it."""

    card: TitleCard
    review: Review
    value: float | None


def _rated(ratings: list[Rating]) -> list[RatedCard]:
    cards = cards_by_id(rating.title_id for rating in ratings)
    return [RatedCard(cards[rating.title_id], rating) for rating in ratings if rating.title_id in cards]


def _reviewed(member: User, rows: list[Review]) -> list[ReviewedCard]:
    title_ids = [row.title_id for row in rows]
    cards, given = cards_by_id(title_ids), own_ratings(member.pk, title_ids)
    return [ReviewedCard(cards[row.title_id], row, given.get(row.title_id)) for row in rows if row.title_id in cards]


def _written_by(member: User, viewer_id: int | None) -> Any:
    return reviews(viewer_id).filter(user=member).order_by("-created_at", "-id")


@require_safe
@rate_limited("read")
def taste(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: ratings, decades, languages and genres in pictures."""
    member = shown_member(request, username)
    return render_fragment(request, "ratings/_taste.html", {"member": member, "taste": taste_of(member)})


@require_safe
@rate_limited("read")
def latest(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: the latest ratings and reviews."""
    member = shown_member(request, username)
    history = rating_history(member)
    context = {
        "member": member,
        "rated": _rated(list(history[:LATEST])),
        "rating_count": history.count(),
        "reviewed": _reviewed(member, list(_written_by(member, request.user.pk)[:LATEST_REVIEWS])),
    }
    return render_fragment(request, "ratings/_latest.html", context)


@require_safe
@rate_limited("read")
def favorites_part(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: favourites as a rail."""
    member = shown_member(request, username)
    title_ids = saved_titles(member, SavedKind.FAVORITE).values_list("title_id", flat=True)[:16]
    context = {"member": member, "cards": personal_cards(request, list(title_ids))}
    return render_fragment(request, "ratings/_favorites.html", context)


@require_safe
@rate_limited("read")
def lists_part(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: lists, the latest first."""
    member = shown_member(request, username)
    found = list(lists_of(member, viewer_id=request.user.pk)[: LISTS + 1])
    context = {"member": member, "lists": summaries_of(found[:LISTS]), "more": len(found) > LISTS}
    return render_fragment(request, "ratings/_member_lists.html", context)


@require_safe
@rate_limited("read")
def ratings_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/ratings/."""
    member = shown_member(request, username)
    order = request.GET.get("sort", "new")
    order = order if order in _ORDERS else "new"
    page = page_of(request, rating_history(member).order_by(*_ORDERS[order]), PAGE)
    context = {"member": member, "page": page, "rated": _rated(list(page)), "order": order}
    return render(request, "ratings/member_ratings.html", context)


@require_safe
@rate_limited("read")
def reviews_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/reviews/."""
    member = shown_member(request, username)
    page = page_of(request, _written_by(member, request.user.pk), REVIEWS_PAGE)
    context = {"member": member, "page": page, "reviewed": _reviewed(member, list(page))}
    return render(request, "ratings/member_reviews.html", context)


@require_safe
@rate_limited("read")
def favorites_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/favorites/."""
    return _shelf_page(request, shown_member(request, username), SavedKind.FAVORITE)


@require_safe
@member_required
@rate_limited("read")
def own_shelf(request: HttpRequest, kind: SavedKind) -> HttpResponse:
    """/watchlist/ and /favorites/."""
    return _shelf_page(request, member_of(request), kind)


@require_safe
@member_required
@rate_limited("read")
def history(request: HttpRequest) -> HttpResponse:
    """/ratings/: leads to the member's own."""
    return redirect(with_asked_language(request, "ratings:member-ratings", member_of(request).username))


def _shelf_page(request: HttpRequest, member: User, kind: SavedKind) -> HttpResponse:
    page = page_of(request, saved_titles(member, kind), PAGE)
    context = {
        "member": member,
        "kind": kind.value,
        "is_owner": member.pk == request.user.pk,
        "page": page,
        "cards": personal_cards(request, [entry.title_id for entry in page]),
    }
    return render(request, "ratings/shelf.html", context)
