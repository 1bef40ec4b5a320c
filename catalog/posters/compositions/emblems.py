"""One object, large and in the middle."""

from __future__ import annotations

import math

from catalog.posters.sheet import Art
from catalog.posters.svg import disc, fill, line, num, polar, put, rect, trace


def eye(art: Art) -> str:
    """One watching eye."""
    y, look = art.h * 0.56, art.draw.pick((-22, 0, 22))
    lid = f"M24 {num(y)}Q150 {num(y - 132)} 276 {num(y)}Q150 {num(y + 132)} 24 {num(y)}"
    rays = "".join(trace(polar(150, y, 100, a), polar(150, y, 108 + art.h * 0.22, a)) for a in range(-150, -29, 20))
    iris = (
        disc(150 + look, y, 54, art.major) + disc(150 + look, y, 25, art.ground) + disc(164 + look, y - 14, 8, art.text)
    )
    return line(rays, art.minor, 9) + fill(lid, art.text) + iris


def film(art: Art) -> str:
    """A strip of film across the sheet."""
    angle, out = art.draw.pick((-32, -20, 20, 32)), [rect(-320, -66, 640, 132, art.text)]
    out += [line(f"M-320 {y}H320", art.ground, 10, "11 12") for y in (-53, 53)]
    out += [rect(i * 92 - 276, -39, 82, 78, (art.major, art.minor)[i % 2]) for i in range(6)]
    sun = disc(art.draw.pick((-51, 41)), 0, 25, art.text)
    return f'<g transform="translate(150 {num(art.middle)}) rotate({angle})">{"".join(out)}{sun}</g>'


def flame(art: Art) -> str:
    """A lamp's flame, drop within drop."""
    drop = "M0-100C13-74 42-62 42-36A42 36 0 0 1-42-36C-42-62-13-74 0-100"
    foot, scale, out = art.middle + art.reach, art.reach / 49, []
    for size, ink in ((1.0, art.major), (0.7, art.minor), (0.42, art.text), (0.2, art.ground)):
        place = f"translate(150 {num(foot - (1 - size) * 16)}) scale({num(scale * size, 3)})"
        out.append(f'<g transform="{place}">{fill(drop, ink)}</g>')
    return "".join(out)


def labyrinth(art: Art) -> str:
    """A square spiral around one dot."""
    step = art.reach / 5.4
    x, y, d = 150 - step * 5, art.middle + step * 5, ""
    for i, length in enumerate((10, 10, 10, 8, 8, 6, 6, 4, 4, 2)):
        axis, sign = "vh"[i % 2], (-1, 1, 1, -1)[i % 4]
        d += f"{axis}{num(sign * length * step)}"
    return line(f"M{num(x)} {num(y)}{d}", art.major, step * 0.95) + disc(150, art.middle, step * 0.7, art.minor)


def petals(art: Art) -> str:
    """A flower, whole or rising from the foot of the sheet."""
    draw, rising = art.draw, art.draw.integer(0, 2) == 0
    count, y = draw.pick((8, 12, 16)), art.h if rising else art.middle
    length = art.h * 0.36 if rising else art.reach / 2
    width = length * math.tan(math.pi / count) * draw.pick((0.8, 1.15))
    leaf = f'cx="150" cy="{num(y - length * 1.04)}" rx="{num(width)}" ry="{num(length)}"'
    turns = range(1, count, 2), range(0, count, 2)
    out = [
        f'<ellipse {leaf} fill="{ink}" transform="rotate({360 / count * i:g} 150 {num(y)})"/>'
        for ink, odd in zip((art.minor, art.major), turns, strict=True)
        for i in odd
    ]
    return "".join(out) + disc(150, y, length * 0.38, art.text)


def totem(art: Art) -> str:
    """Simple solids stacked like toys."""
    draw, count = art.draw, art.draw.pick((3, 4))
    side = (art.h - 30) / count
    out, half = [], side / 2
    inks = (art.major, art.minor, art.text)
    for i in range(count):
        y, ink = 24 + side * i, inks[(i + draw.integer(0, 1)) % 3]
        dome = put("M{} {}A{} {} 0 0 1 {} {}", 150 - side, y + side, side, side, 150 + side, y + side)
        bowl = put("M{} {}A{} {} 0 0 0 {} {}", 150 - side, y, side, side, 150 + side, y)
        roof = trace((150 - side, y + side), (150, y), (150 + side, y + side))
        solids = (fill(dome, ink), fill(bowl, ink), fill(roof, ink), disc(150, y + half, half, ink))
        out.append(solids[3] if i == 0 else draw.pick(solids[:3]))
    return "".join(out)
