"""From the facts of a title to its poster."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from catalog.posters.chance import Draw
from catalog.posters.compositions import COMPOSITIONS
from catalog.posters.layout import DISPLAY, Block, credits_line, place_art, set_title
from catalog.posters.palettes import PALETTES, QUIET_MOODS, moods_of
from catalog.posters.sheet import HEIGHT, WIDTH, Art
from catalog.posters.svg import slab

DESIGN_VERSION = 3
"""Raised whenever the same input would draw another poster; belongs into cache keys and ETags."""

_LONGEST_TITLE = 300
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORBIDDEN = frozenset(("Cc", "Cs", "Cn"))
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class _Suited(Protocol):
    @property
    def moods(self) -> str: ...


def render_poster(
    *, title: str, year: int | None, director: str, genres: Sequence[str], language: str, key: str
) -> str:
    """A complete SVG document of 300 x 450 units.

    `genres` are slugs in order of weight, `language` is the BCP 47 tag of the title's words, `key` is anything stable,
    such as the title's id. All chance comes from `key`; title, genres and language are part of the design, so a cache
    key needs them, and `DESIGN_VERSION`, as well. The view `#art` shows the part of the drawing without words, cut to
    whatever shape it is asked to fill.
    """
    title, director = _clean(title)[:_LONGEST_TITLE].rstrip(), _clean(director)
    if not any(char.isprintable() and not char.isspace() for char in title):
        title = "Untitled"
    draw, moods = Draw(key), moods_of(genres)
    ink = PALETTES[_choose(draw, moods, PALETTES)]
    composition = COMPOSITIONS[_choose(draw, moods, COMPOSITIONS)]
    layout = draw.pick("f" + composition.layouts.replace("c", ""))
    centred = "c" in composition.layouts and layout in "fh" and draw.integer(0, 1) == 1
    block = set_title(title, loud=draw.integer(0, 2) > 0, quiet_weight=500 if moods[0] in QUIET_MOODS else 800)
    top, credits_y, box = _arrange(draw, layout, block)

    first, second = draw.pick(((ink.major, ink.minor), (ink.minor, ink.major)))
    sky, land = (ink.ground, first) if layout == "h" else (first, ink.ground)
    art = composition.compose(Art(draw, box, ink.ground, ink.text, ink.major, ink.minor, sky, land, second))
    belt = slab(top - 22, block.height + 76, ink.ground) if layout == "b" else ""
    name = escape(f"{title} ({year})" if year else title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" lang={_tag(language)} '
        f'font-family="{DISPLAY}"><title>{name}</title>{_view(layout, top, box)}'
        f'<path d="M0 0h{WIDTH}v{HEIGHT}H0z" fill="{ink.ground}"/>'
        f"{place_art(art, layout, box, ink.ground)}{belt}{block.svg(top, ink.text, centred=centred)}"
        f"{credits_line(year, director, credits_y, ink.text, centred=centred)}</svg>"
    )


def _choose(draw: Draw, moods: Sequence[str], options: Mapping[str, _Suited]) -> str:
    """A name among those that suit the moods; the first mood counts twice, for genres come in order of weight."""
    weighted = [*moods[:1], *moods]
    return draw.pick([name for mood in weighted for name, option in options.items() if mood in option.moods.split()])


def _arrange(draw: Draw, layout: str, block: Block) -> tuple[float, float, int]:
    """Top of the title, baseline of the credits and height of the art's box."""
    if layout == "h":
        top = 56.0
        return top, 37.0, HEIGHT - round(top + block.height + 22)
    foot = HEIGHT - draw.pick((40, 64, 88)) if layout == "b" else HEIGHT
    top = foot - 54 - block.height
    return top, foot - 24, HEIGHT if layout == "b" else round(top - 22)


def _view(layout: str, top: float, box: int) -> str:
    """The region above the title, or below it where the title leads."""
    first, height = (HEIGHT - box, box) if layout == "h" else (0, round(top - 22))
    return f'<view id="art" viewBox="0 {first} {WIDTH} {height}" preserveAspectRatio="xMidYMid slice"/>'


def _tag(language: str) -> str:
    """`language` as a quoted attribute; "und" when it is no language tag."""
    return quoteattr(language if _LANGUAGE_TAG.fullmatch(language) else "und")


def _clean(text: str) -> str:
    """Single spaces, nothing that XML 1.0 forbids and nothing that turns the reading direction of what follows."""
    kept = (c for c in text if c not in _BIDI_CONTROLS and (c.isspace() or unicodedata.category(c) not in _FORBIDDEN))
    return " ".join("".join(kept).split())
