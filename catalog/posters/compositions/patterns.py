"""Repeats that fill the whole sheet."""

from __future__ import annotations

import math

from catalog.posters.sheet import WIDTH, Art
from catalog.posters.svg import disc, fill, line, num, put, slab


def bands(art: Art) -> str:
    """Horizontal bars that thin out towards the title."""
    count, ratio = art.draw.integer(5, 8), art.draw.number(0.6, 0.76)
    unit, y, out = art.h / sum(ratio**i for i in range(count)), 0.0, []
    for i in range(count):
        out.append(slab(y, unit * ratio**i * 0.62, (art.major, art.minor, art.text)[i % 3]))
        y += unit * ratio**i
    return "".join(out)


def blinds(art: Art) -> str:
    """A light seen through slats."""
    draw, step, out = art.draw, art.draw.pick((18, 22, 26)), []
    x, radius = draw.number(100, 200), art.reach * 0.8
    for i in range(int(art.h / step)):
        y = (i + 0.5) * step
        half = math.sqrt(max(0.0, radius**2 - (y - art.middle) ** 2))
        out.append(
            line(f"M-4 {num(y)}h308", art.major, step * 0.62)
            + (line(f"M{num(x - half)} {num(y)}h{num(half * 2)}", art.text, step * 0.62) if half else "")
        )
    return "".join(out)


def tiles(art: Art) -> str:
    """A grid of quarter circles or of leaves, each turned by chance."""
    draw, columns, leaf = art.draw, art.draw.pick((3, 4)), art.draw.integer(0, 1)
    side, paths = WIDTH / columns, {art.major: "", art.minor: "", art.text: ""}
    rows = max(2, math.ceil(art.h / side - 0.4))
    rise = art.h / rows
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    for cell in range(rows * columns):
        turn = draw.integer(0, 3)
        (px, py), (qx, qy), (rx, ry) = (corners[(turn + i) % 4] for i in (0, 1, 3))
        x, y = cell % columns, cell // columns
        arc = f"A{num(side)} {num(rise)} 0 0 1 "
        start, end = f"{num((x + qx) * side)} {num((y + qy) * rise)}", f"{num((x + rx) * side)} {num((y + ry) * rise)}"
        third = arc + start if leaf else f"L{num((x + px) * side)} {num((y + py) * rise)}z"
        paths[(art.major, art.major, art.minor, art.minor, art.text)[draw.integer(0, 4)]] += (
            f"M{start}{arc}{end}{third}"
        )
    return "".join(fill(d, ink) for ink, d in paths.items() if d)


def crowd(art: Art) -> str:
    """Many alike, and one who is not. Dots are round-capped dashes of no length: a row costs one path command."""
    columns = art.draw.pick((5, 6, 7))
    step = WIDTH / columns
    rows = int((art.h + step * 0.3) / step)
    top = (art.h - (rows - 1) * step) / 2
    d = "".join(put("M{} {}h{}", step / 2, top + i * step, WIDTH - step + 0.5) for i in range(rows))
    x, y = step * (art.draw.integer(1, columns - 2) + 0.5), top + step * art.draw.integer(0, rows - 1)
    heads = line(d, art.major, step * 0.74, f"0 {num(step, 3)}").replace("/>", ' stroke-linecap="round"/>')
    return heads + disc(x, y, step * 0.37 + 1, art.ground) + disc(x, y, step * 0.37, art.text)


def scales(art: Art) -> str:
    """Seigaiha: overlapping fans of water. Only what the next row leaves free is drawn, so nothing needs an id."""
    radius, rings = art.draw.pick(((70, (1.0, 0.6)), (96, (1.0, 0.68, 0.36))))
    paper, ink = art.draw.pick(((art.ground, art.major), (art.major, art.minor), (art.minor, art.major)))
    d, rows, columns = "", int(art.h / radius * 2) + 2, WIDTH // (2 * radius) + 2
    for part in rings:
        angle = _free_angle(part)
        r, half, drop = round(part * radius), round(part * radius * math.sin(angle)), part * radius * math.cos(angle)
        fan = f"a{r} {r} 0 0 1 {2 * half} 0"
        gap = f"m{2 * (radius - half)} 0"
        for i in range(rows):
            left, base = -radius * (i % 2) - half, radius / 2 * (i + 1) - drop
            d += f"M{left} {round(base)}" + gap.join([fan] * columns)
    return slab(0, art.h, paper) + line(d, ink, radius * 0.11)


def _free_angle(part: float) -> float:
    """How far to each side of the top a ring of `part` of the fan's radius reaches before the next row hides it.

    The next row's fans stand one radius aside and half a radius lower: where |p - (1, 1/2)| = 1 on the ring's circle.
    """
    return math.atan(0.5) + math.asin((part**2 + 0.25) / (part * math.sqrt(5)))


def ribbon(art: Art) -> str:
    """Parallel stripes that bend through the sheet."""
    flip, radius, y = art.draw.integer(0, 1), art.draw.pick((60, 72)), art.middle
    start, end = (150 - radius, 150 + radius) if flip else (150 + radius, 150 - radius)
    bend = f"A{radius} {radius} 0 0 "
    d = f"M{start} -10V{num(y - radius)}{bend}{1 - flip} 150 {num(y)}{bend}{flip} {end} {num(y + radius)}"
    d += f"V{num(art.h + 10)}"
    inks = ((art.major, 108), (art.ground, 80), (art.minor, 68), (art.ground, 40), (art.text, 28))
    return "".join(line(d, ink, width) for ink, width in inks)
