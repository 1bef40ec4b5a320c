"""One title."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.enums import CreditRole, Source
from catalog.exceptions import TitleNotFoundError
from catalog.models import Title
from catalog.regional.region import region_of
from catalog.selectors.cards import kept_card
from catalog.selectors.detail import TitleDetail
from catalog.selectors.offers import availability
from catalog.selectors.title_page import get_title_page
from catalog.selectors.videos import best_trailer, whole_films
from catalog.services.lookup import freshen_title
from catalog.signals import title_opened
from catalog.views.moved import moved_to
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.languages.names import joined
from moviesite.common.regions import country_name
from moviesite.common.vocabulary import language_name

#: Where a title is found elsewhere, and how its id becomes an address.
_ELSEWHERE = {
    Source.IMDB: ("IMDb", "https://www.imdb.com/title/{}/", re.compile(r"tt\d{7,10}")),
    Source.TMDB_MOVIE: ("TMDB", "https://www.themoviedb.org/movie/{}", re.compile(r"\d{1,10}")),
    Source.TMDB_TV: ("TMDB", "https://www.themoviedb.org/tv/{}", re.compile(r"\d{1,10}")),
    Source.MAL: ("MyAnimeList", "https://myanimelist.net/anime/{}", re.compile(r"\d{1,10}")),
    Source.LETTERBOXD: ("Letterboxd", "https://letterboxd.com/film/{}/", re.compile(r"[a-z0-9-]{1,120}")),
}


@require_safe
def title_page(request: HttpRequest, title_id: int, slug: str = "") -> HttpResponse:
    """/title/{id}-{slug}/: any other slug, and a title that has become part of it, lead to the title's own address."""
    try:
        page = get_title_page(title_id, member_id=request.user.pk)
    except TitleNotFoundError:
        kept = kept_card(title_id)
        if kept is None:
            raise
        return moved_to(with_asked_language(request, kept.url))
    freshness = freshen_title(title_id=title_id)
    if freshness.is_news:
        page = get_title_page(title_id, member_id=request.user.pk)
    card = page.detail.card
    if slug != card.slug:
        return HttpResponsePermanentRedirect(with_asked_language(request, card.url))
    title_opened.send(sender=Title, request=request, title_id=title_id)
    region = region_of(request, request.GET.get("region", ""))
    watch = availability(title_id, region.code)
    context = {
        "page": page,
        "freshness": freshness,
        "detail": page.detail,
        "card": card,
        "picture": _absolute(card.poster),
        "summary": page.detail.overview or _summary(page.detail),
        "trailer": best_trailer(page.detail.trailers, _understood(card.language)),
        "films": whole_films(page.detail.trailers),
        "elsewhere": _elsewhere(page.detail),
        "region": region,
        "watch": watch,
        "watch_countries": [(code, country_name(code)) for code in watch.countries],
        "data": _structured(page.detail),
    }
    return render(request, "catalog/title.html", context)


def _absolute(address: str) -> str:
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


def _understood(language: str) -> list[str]:
    """The reader's language, then the title's."""
    return list(dict.fromkeys(filter(None, [(get_language() or "").partition("-")[0], language])))


def _elsewhere(detail: TitleDetail) -> list[tuple[str, str]]:
    """Names and addresses of the title's pages at other sites."""
    return [
        (name, address.format(value))
        for source, (name, address, shape) in _ELSEWHERE.items()
        if (value := detail.external_ids.get(source)) and shape.fullmatch(value)
    ]


def _summary(detail: TitleDetail) -> str:
    """One sentence of facts, for titles without an overview."""
    card = detail.card
    words = [language_name(card.language) if card.language else "", *(tag.name.lower() for tag in card.genres[:2])]
    kind = _("series") if card.kind == "tv" else _("film")
    facts = [" ".join(filter(None, [*words, kind]))]
    if card.director:
        facts.append(_("by %(people)s") % {"people": card.director})
    if cast := joined([credited.person.name for credited in detail.people.get(CreditRole.ACTOR, ())[:3]]):
        facts.append(_("with %(people)s") % {"people": cast})
    title = f"{card.title} ({card.year})" if card.year else card.title
    return _("%(title)s: %(facts)s. Ratings, reviews, and titles near it with the reason.") % {
        "title": title,
        "facts": ", ".join(facts),
    }


def _structured(detail: TitleDetail) -> dict[str, Any]:
    """The title in the words of schema.org (Movie or TVSeries), as JSON-LD."""
    card = detail.card
    makers = [*detail.people.get(CreditRole.DIRECTOR, ()), *detail.people.get(CreditRole.CREATOR, ())]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "TVSeries" if card.kind == "tv" else "Movie",
        "name": card.title,
        "url": _absolute(card.url),
        "image": _absolute(card.poster),
        "alternateName": card.original_title if card.has_native_title else None,
        "description": detail.overview or None,
        "inLanguage": card.language or None,
        "genre": [tag.name for tag in card.genres],
        "duration": f"PT{card.runtime}M" if card.runtime else None,
        "datePublished": detail.release_date or (str(card.year) if card.year else None),
        "director": [
            {"@type": "Person", "name": item.person.name, "url": _absolute(item.person.url)} for item in makers
        ],
        "actor": [
            {"@type": "Person", "name": item.person.name, "url": _absolute(item.person.url)}
            for item in detail.people.get(CreditRole.ACTOR, ())[:8]
        ],
        "sameAs": [address for _name, address in _elsewhere(detail)],
    }
    if card.count and card.average is not None:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(card.average, 2),
            "ratingCount": card.count,
            "bestRating": 5,
            "worstRating": 0,
        }
    return {name: value for name, value in data.items() if value not in (None, [], "")}
