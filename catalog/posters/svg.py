"""SVG primitives, written as short as the format allows. Fills and strokes are attributes, never styles."""

from __future__ import annotations

import math

from catalog.posters.sheet import BLEED, WIDTH, Art


def num(value: float, places: int = 1) -> str:
    """`value` as short as SVG allows."""
    return f"{round(value, places):g}"


def put(template: str, *values: float) -> str:
    """`template` with numbers in its braces."""
    return template.format(*map(num, values))


def trace(*points: tuple[float, float]) -> str:
    """A path through the points."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def rect(x: float, y: float, width: float, height: float, ink: str) -> str:
    """A rectangle."""
    return f'<path d="M{num(x)} {num(y)}h{num(width)}v{num(height)}h{num(-width)}z" fill="{ink}"/>'


def slab(y: float, height: float, ink: str) -> str:
    """A rectangle across the whole sheet and its bleed."""
    return rect(-BLEED, y, WIDTH + 2 * BLEED, height, ink)


def disc(x: float, y: float, radius: float, ink: str) -> str:
    """A filled circle."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{ink}"/>'


def ring(x: float, y: float, radius: float, ink: str, width: float) -> str:
    """A circle drawn as a line."""
    outline = f'fill="none" stroke="{ink}" stroke-width="{num(width)}"'
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" {outline}/>'


def fill(d: str, ink: str) -> str:
    """A path, closed and filled."""
    return f'<path d="{d}z" fill="{ink}"/>'


def line(d: str, ink: str, width: float, dash: str = "") -> str:
    """A path drawn as a line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="none" stroke="{ink}" stroke-width="{num(width)}"{dashes}/>'


def polar(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    """The point at a distance and an angle from (x, y)."""
    angle = math.radians(degrees)
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def panel(art: Art) -> str:
    """The sky of `art`, stopping short of the foot so that no hairline of it shows at the seam."""
    return slab(0, art.h - 2, art.sky)
