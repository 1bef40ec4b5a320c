"""The drawn posters of titles without a picture, kept in the process: the same facts always give the same drawing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from django.core.cache import caches
from django.utils.html import escape

from catalog.posters import DESIGN_VERSION, render_poster
from catalog.selectors.cards import TitleCard

TTL = 24 * 3600
NATIVE_ALWAYS_BEFORE = 2000
# First and last code point of the scripts the poster faces are drawn in.
_SCRIPTS = {
    "te": ("\u0c00", "\u0c7f"),
    "hi": ("\u0900", "\u097f"),
    "mr": ("\u0900", "\u097f"),
    "ta": ("\u0b80", "\u0bff"),
    "kn": ("\u0c80", "\u0cff"),
}
_OPENING = re.compile(r'<svg xmlns="[^"]+" ')
_NAME_AND_VIEW = re.compile(r"<title>.*?</title><view [^>]*/>", re.DOTALL)


def poster_words(card: TitleCard) -> tuple[str, str]:
    """What stands large on a title's poster, and its BCP 47 language tag.

    Telugu, Hindi, Marathi, Tamil and Kannada originals made before 2000 wear their own script; of the later ones every
    second does, by its id, so that a wall of posters speaks all its scripts at once. Everything else wears the
    international title.
    """
    first, last = _SCRIPTS.get(card.language, ("", ""))
    if first and any(first <= char <= last for char in card.original_title):
        if (card.year or 0) < NATIVE_ALWAYS_BEFORE or card.id % 2 == 0:
            return card.original_title, card.language
        return card.title, f"{card.language}-Latn"
    return card.title, card.language if card.title == card.original_title and card.language else "en"


def poster_version(card: TitleCard) -> str:
    """Names the drawing of a card: it changes whenever the drawing would."""
    facts = (card.id, DESIGN_VERSION, card.year, card.director, [genre.slug for genre in card.genres])
    return hashlib.blake2b(repr((facts, poster_words(card))).encode(), digest_size=12).hexdigest()


def poster_document(card: TitleCard) -> str:
    """A complete SVG file, 300 x 450."""
    return _kept("file", card, _draw)


def poster_inline(card: TitleCard) -> str:
    """The drawing as an element of a page, named by its aria-label."""
    return _kept("inline", card, _draw_inline)


def _kept(form: str, card: TitleCard, draw: Callable[[TitleCard], str]) -> str:
    key = f"poster:{form}:{poster_version(card)}"
    svg = caches["local"].get(key)
    if svg is None:
        svg = draw(card)
        caches["local"].set(key, svg, TTL)
    return str(svg)


def _draw(card: TitleCard) -> str:
    words, language = poster_words(card)
    return render_poster(
        title=words,
        year=card.year,
        director=card.director,
        genres=[genre.slug for genre in card.genres],
        language=language,
        key=str(card.id),
    )


def _draw_inline(card: TitleCard) -> str:
    # <title> would pop up as a tooltip over every card; the label says the same to those who listen. The view is for
    # files: in a page its id would be there once for every poster.
    svg = _NAME_AND_VIEW.sub("", _draw(card), count=1)
    opening = f'<svg class="poster__art" aria-label="{escape(poster_label(card))}" '
    return _OPENING.sub(lambda _match: opening, svg, count=1)


def poster_label(card: TitleCard) -> str:
    """What a poster shows, in words."""
    return f"{card.title} ({card.year})" if card.year else card.title
