"""Setting the type on the sheet and placing the art beside it."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from catalog.posters.scripts import text_width
from catalog.posters.sheet import BLEED, HEIGHT, MARGIN, MEASURE, WIDTH
from catalog.posters.svg import line, num
from catalog.posters.typesetting import Setting, fit, shorten_name, split_title

DISPLAY = (
    "'Bricolage Grotesque','Noto Sans Telugu','Noto Sans Devanagari','Noto Sans Tamil','Noto Sans Kannada',"
    "'Noto Sans',Arial,sans-serif"
)
SMALL = "Inter,'Noto Sans',Arial,sans-serif"
_SLIMMER = {500: 0.94, 600: 0.96}  # width of the lighter weights, the metrics being for 800


@dataclass(frozen=True)
class Block:
    """A fitted title with its subtitle."""

    main: Setting
    sub: Setting | None
    weight: int

    @property
    def gap(self) -> float:
        """Room between title and subtitle, enough for the tails of the large letters."""
        return 6 + self.main.size * 0.17

    @property
    def height(self) -> float:
        """Height of title and subtitle together."""
        return self.main.height + (self.sub.height + self.gap if self.sub else 0)

    def svg(self, top: float, ink: str, *, centred: bool) -> str:
        """The type, its top at `top`."""
        below = top + self.main.height + self.gap
        sub = _text(self.sub, below, ink, weight=600, centred=centred) if self.sub else ""
        return _text(self.main, top, ink, weight=self.weight, centred=centred) + sub


def set_title(title: str, *, loud: bool, quiet_weight: int) -> Block:
    """Fit `title`: as large as the sheet allows when `loud`, else in a reading size of the given weight."""
    head, tail = split_title(title)
    loud = loud or text_width(head) < 4
    room = (168 if loud else 112) * (0.66 if tail else 1)
    main = fit(head, measure=MEASURE, largest=108 if loud else 50, smallest=17, max_height=room)
    sub = fit(tail, measure=MEASURE, largest=min(26, main.size * 0.55), smallest=13, max_height=64) if tail else None
    return Block(main, sub, 800 if loud else quiet_weight)


def _text(setting: Setting, top: float, ink: str, *, weight: int, centred: bool) -> str:
    """Lines near the full measure state their length, so that they fit in whatever face the reader has."""
    rows: list[str] = []
    x, anchor = (WIDTH // 2, ' text-anchor="middle"') if centred else (MARGIN, "")
    for i, words in enumerate(setting.lines):
        length = text_width(words) * setting.size * _SLIMMER.get(weight, 1.0)
        tight = length > MEASURE * 0.84
        forced = f' textLength="{num(length)}" lengthAdjust="spacingAndGlyphs"' if tight else ""
        y = num(top + setting.first + i * setting.leading)
        rows.append(f'<tspan x="{x}" y="{y}"{forced}>{escape(words)}</tspan>')
    return f'<text font-size="{num(setting.size)}" font-weight="{weight}"{anchor} fill="{ink}">{"".join(rows)}</text>'


def credits_line(year: int | None, director: str, y: float, ink: str, *, centred: bool) -> str:
    """Year and director on one small line with its baseline at `y`."""
    date, name = str(year or ""), shorten_name(director, (MEASURE - 40) / 12)
    if centred:
        both = escape(" · ".join(filter(None, (date, name))))
        words = f'<text x="{WIDTH // 2}" y="{num(y)}" text-anchor="middle">{both}</text>'
    else:
        words = f'<text x="{MARGIN}" y="{num(y)}">{date}</text>'
        words += f'<text x="{WIDTH - MARGIN}" y="{num(y)}" text-anchor="end">{escape(name)}</text>'
    return f'<g font-family="{SMALL}" font-size="12" font-weight="500" fill="{ink}">{words}</g>'


def place_art(art: str, layout: str, box: int, ground: str) -> str:
    """The art clipped to its box; a line of ground over the edge hides the hairline that anti-aliasing leaves there."""
    x, y, width, height = -BLEED, 0, WIDTH + 2 * BLEED, box
    edge, top = f"M0 {box}h{WIDTH}", 0
    if layout == "h":
        top = HEIGHT - box
        edge = f"M0 {top}h{WIDTH}"
    elif layout == "i":
        x, y, width, height, top = MARGIN, MARGIN, MEASURE, box - MARGIN, MARGIN
        edge = f"M{x} {y}h{width}v{height}h{-width}z"
    clip = f'<svg x="{x}" y="{top}" width="{width}" height="{height}" viewBox="{x} {y} {width} {height}">{art}</svg>'
    return clip if layout == "b" else clip + line(edge, ground, 3)
