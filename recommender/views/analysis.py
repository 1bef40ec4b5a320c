"""What members say of a title: part of its page, and a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.exceptions import TitleNotFoundError
from catalog.selectors.cards import TitleCard, cards_by_id
from moviesite.common.fragments import is_htmx, render_fragment
from moviesite.common.ratelimit import rate_limited
from recommender.enrichment.summary import LEAST_REVIEWS
from recommender.rerank.moods import mood_name
from recommender.selectors import ShownAnalysis, analysis_of

MOST_MOODS = 3
LEAST_MOOD = 0.15  # a smaller share is no word worth


@require_safe
@rate_limited("read")
def title_analysis(request: HttpRequest, title_id: int) -> HttpResponse:
    """Quotes, shares, themes and moods."""
    card = cards_by_id([title_id]).get(title_id)
    if card is None:
        raise TitleNotFoundError
    template = "recommender/_analysis.html" if is_htmx(request) else "recommender/analysis.html"
    return render_fragment(request, template, _context(card, analysis_of(title_id, viewer_id=request.user.pk)))


def _context(card: TitleCard, found: ShownAnalysis) -> dict[str, Any]:
    return {
        "card": card,
        "found": found,
        "bar": _bar(found.sentiment),
        "moods": _moods(found.mood),
        "least": LEAST_REVIEWS,
        "by_stars_alone": found.model is None or bool(found.model.note),
    }


def _bar(sentiment: dict[str, Any]) -> list[dict[str, Any]]:
    """Stretches of a bar of 100, which together fill it."""
    if not sentiment:
        return []
    ends = [round(100 * sentiment["positive"]), round(100 * (sentiment["positive"] + sentiment["neutral"])), 100]
    names = ("positive", "neutral", "negative")
    return [
        {"name": name, "x": start, "width": end - start}
        for name, start, end in zip(names, [0, *ends[:-1]], ends, strict=True)
    ]


def _moods(mood: dict[str, Any]) -> list[str]:
    """Words for the strongest moods, in the language of the page."""
    shares = sorted(mood.get("shares", {}).items(), key=lambda item: (-item[1], item[0]))
    return [mood_name(name, get_language() or "en") for name, share in shares[:MOST_MOODS] if share >= LEAST_MOOD]
