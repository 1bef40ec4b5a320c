"""Template tags of the catalog; load with `{% load catalog_tags %}`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.cache import caches
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.selectors.cards import GenreTag, TitleCard
from catalog.selectors.posters import poster_inline, poster_label

register = template.Library()
CARD_TTL = 600


@register.simple_tag
def poster(card: TitleCard | Mapping[str, Any]) -> SafeString:
    """`{% poster card %}`: the title's picture, or its drawn poster set inline, where the page's faces apply."""
    if isinstance(card, Mapping):
        card = _card_of(card)
    if url := card.poster_url:
        return format_html(
            '<img class="poster__art" src="{}" data-drawn="/title/{}/poster.svg" alt="{}" width="300" height="450"'
            ' loading="lazy" decoding="async">',
            url,
            card.id,
            poster_label(card),
        )
    return mark_safe(poster_inline(card))  # noqa: S308 (drawn here; every text in it is escaped)


@register.simple_tag(takes_context=True)
def title_card(context: Context, card: TitleCard) -> SafeString:
    """`{% title_card card %}`: components/title_card.html, kept for visitors, to whom a card always looks the same."""
    user = context.get("user")
    if (user is not None and user.is_authenticated) or context.get("dismissible"):
        return _draw_card(context, card)
    facts = repr((card, context.get("card_level"), get_language()))
    key = f"card:{hashlib.blake2b(facts.encode(), digest_size=16).hexdigest()}"
    html = caches["local"].get(key)
    if html is None:
        html = str(_draw_card(context, card))
        caches["local"].set(key, html, CARD_TTL)
    return mark_safe(str(html))  # noqa: S308 (rendered by the template, which escapes)


def _draw_card(context: Context, card: TitleCard) -> SafeString:
    template = context.template.engine.get_template("components/title_card.html")  # type: ignore[union-attr]
    with context.push(card=card):
        return mark_safe(template.render(context))  # noqa: S308 (rendered by the template, which escapes)


def _card_of(facts: Mapping[str, Any]) -> TitleCard:
    """A card from a plain dictionary, as sample data has it."""
    return TitleCard(
        id=facts["id"],
        kind=facts.get("kind", "movie"),
        is_anime=facts.get("is_anime", False),
        title=facts["title"],
        original_title=facts.get("original_title", ""),
        slug=facts.get("slug", ""),
        year=facts.get("year"),
        end_year=facts.get("end_year"),
        runtime=facts.get("runtime"),
        director=facts.get("director", ""),
        language=facts.get("language", ""),
        poster_url=facts.get("poster_url", ""),
        average=facts.get("average"),
        count=facts.get("count", 0),
        genres=tuple(GenreTag(genre["slug"], genre["name"]) for genre in facts.get("genres", ())),
    )
