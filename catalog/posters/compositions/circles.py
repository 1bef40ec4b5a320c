"""Discs, rings and what happens between them."""

from __future__ import annotations

import math

from catalog.posters.sheet import WIDTH, Art
from catalog.posters.svg import disc, fill, line, num, polar, ring, trace


def arcs(art: Art) -> str:
    """Quarter circles around a corner, sometimes answered from the opposite one."""
    draw, count = art.draw, art.draw.integer(4, 7)
    x, y = draw.pick((0, WIDTH)), draw.pick((0.0, art.h))
    step = (290 if y else min(290, art.h - 12)) / count
    inks = draw.pick(
        ((art.major, art.minor, art.text), (art.major, art.major, art.minor), (art.text, art.major, art.major))
    )
    rings = [ring(x, y, step * (i + 0.7), inks[i % 3], step * 0.6) for i in range(count)]
    answer = disc(WIDTH - x, art.h - y, step * 1.1, inks[2]) if not y and draw.integer(0, 1) else ""
    return answer + "".join(rings) + disc(x, y, step * 0.25, inks[2])


def aperture(art: Art) -> str:
    """An iris of blades closing on a point of light."""
    draw, blades, y = art.draw, art.draw.pick((6, 7, 8)), art.middle
    inner, twist = art.reach * draw.number(0.24, 0.46), draw.number(0, 60)
    corners = [polar(150, y, inner, twist + 360 / blades * i) for i in range(blades)]
    edges = "".join(
        trace(c, polar(150, y, art.reach + 4, twist + 360 / blades * i + 62)) for i, c in enumerate(corners)
    )
    iris = disc(150, y, art.reach, art.major) + line(edges, art.ground, 5) + fill(trace(*corners), art.ground)
    return iris + disc(150, y, inner * 0.5, art.minor)


def concentric(art: Art) -> str:
    """Rings whose centres drift: a tunnel, sometimes larger than the sheet."""
    draw, count, grow = art.draw, art.draw.integer(6, 10), art.draw.pick((1.0, 1.0, 1.45))
    radius, inks = art.reach * grow, (art.major, art.ground, art.minor, art.ground)
    x, y = (150, art.middle) if grow == 1 else (draw.pick((100, 200)), art.h - radius - 12)
    dx, dy = polar(0, 0, radius * draw.number(0.0, 0.06), draw.number(0, 360))
    return "".join(disc(x + dx * i, y + dy * i, radius * (1 - i / count), inks[i % 4]) for i in range(count))


def eclipse(art: Art) -> str:
    """A disc slipping over another, sometimes too large for the sheet."""
    draw, huge = art.draw, art.draw.integer(0, 2) == 0
    radius, x = (art.h * 0.6, draw.pick((60, 240))) if huge else (art.reach * 0.84, 150)
    y = art.h - radius - 22 if huge else art.middle
    turn = draw.pick((-40, 0, 40)) + (180 if x < 150 else 0) if huge else draw.pick((20, 60, 120, 160, 200, 340))
    dx, dy = polar(0, 0, radius * draw.number(0.3, 0.5), turn)
    shadow = disc(x + dx, y + dy, radius * 0.9, art.ground)
    return disc(x, y, radius, art.major) + shadow + ring(x, y, radius + 14, art.minor, 2.5)


def halftone(art: Art) -> str:
    """A sphere printed in dots that grow towards its shadow."""
    step, radius, rows = 12, art.reach + 4, []
    count = int(radius * 2 / 11)
    for i in range(count):
        y = (i + 0.5) / count * 2 - 1
        dots = max(0.5 * (i % 2), int(math.sqrt(1 - y * y) * radius / step) - 0.5 * (i % 2))
        start = f"M{num(150 - dots * step)} {num(art.middle + y * radius)}"
        rows.append(f'<path d="{start}h{num(dots * 2 * step + 0.1)}" stroke-width="{num(2.4 + 11 * i / count)}"/>')
    moon = disc(150 + art.draw.pick((-64, 64)), art.middle - radius * 0.66, 20, art.minor)
    return f'<g stroke="{art.major}" stroke-linecap="round" stroke-dasharray="0 {step}">{"".join(rows)}</g>{moon}'


def halves(art: Art) -> str:
    """A disc cut through and slipped along the cut."""
    radius, turn, slip = art.reach * 0.86, art.draw.pick((20, 55, 90, 125, 160)), art.draw.number(0.2, 0.45)
    out = []
    for side, ink in ((1, art.major), (-1, art.minor)):
        x, y = polar(150, art.middle, radius * slip / 2 * side, turn)
        ends = [" ".join(map(num, polar(x, y, radius, turn + half))) for half in (0, 180)]
        out.append(fill(f"M{ends[0]}A{num(radius)} {num(radius)} 0 0 {int(side > 0)} {ends[1]}", ink))
    return "".join(out)


def orbit(art: Art) -> str:
    """A planet, its rings and a moon."""
    draw, y, tilt = art.draw, art.middle, art.draw.pick((-28, -18, 18, 28))
    radius = art.reach * 0.58
    back = "".join(
        f'<ellipse cx="150" cy="{num(y)}" rx="{num(art.reach * k)}" ry="{num(art.reach * k * 0.3)}"/>'
        for k in (0.92, 1.08, 1.24)
    )
    rings = f'<g fill="none" stroke="{art.minor}" stroke-width="5" transform="rotate({tilt} 150 {num(y)})">{back}</g>'
    top = " ".join(map(num, polar(150, y, radius, tilt + 180))), " ".join(map(num, polar(150, y, radius, tilt)))
    cap = fill(f"M{top[0]}A{num(radius)} {num(radius)} 0 0 1 {top[1]}", art.major)
    moon = disc(*polar(150, y, art.reach * 1.02, draw.pick((-60, -120))), 13, art.text)
    return disc(150, y, radius, art.major) + rings + cap + moon


def union(art: Art) -> str:
    """Two discs and what they share."""
    radius, turn = min(86.0, art.reach * 0.72), art.draw.pick((0, 0, 40, 90, 140))
    (ax, ay), (bx, by) = polar(150, art.middle, radius * 0.55, turn + 180), polar(150, art.middle, radius * 0.55, turn)
    chord = radius * math.sqrt(1 - 0.55**2)
    tips = [" ".join(map(num, polar(150, art.middle, chord, turn + side))) for side in (90, -90)]
    arc = f"A{num(radius)} {num(radius)} 0 0 0 "
    lens = fill(f"M{tips[0]}{arc}{tips[1]}{arc}{tips[0]}", art.text)
    return disc(ax, ay, radius, art.major) + disc(bx, by, radius, art.minor) + lens
