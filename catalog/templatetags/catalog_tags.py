"""Template tags of the catalog; load with `{% load catalog_tags %}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalog.selectors.cards import GenreTag, TitleCard
from catalog.selectors.posters import poster_inline, poster_label

register = template.Library()


@register.simple_tag
def poster(card: TitleCard | Mapping[str, Any]) -> SafeString:
    """`{% poster card %}`: the title's picture, or its drawn poster set inline, where the page's faces apply."""
    if isinstance(card, Mapping):
        card = _card_of(card)
    if url := card.poster_url:
        return format_html(
            '<img class="poster__art" src="{}" alt="{}" width="300" height="450" loading="lazy" decoding="async">',
            url,
            poster_label(card),
        )
    return mark_safe(poster_inline(card))  # noqa: S308 (drawn here; every text in it is escaped)


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
