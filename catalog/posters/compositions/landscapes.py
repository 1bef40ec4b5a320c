"""Places: a sky, a horizon and something to walk towards."""

from __future__ import annotations

from catalog.posters.sheet import BLEED, WIDTH, Art
from catalog.posters.svg import disc, fill, line, num, panel, polar, put, rect, slab, trace


def sunburst(art: Art) -> str:
    """Rays from a low sun."""
    draw, count = art.draw, art.draw.pick((18, 22, 26))
    x, y, radius, turn = (
        draw.pick((96, 150, 150, 204)),
        art.h * draw.pick((0.55, 0.98)),
        draw.number(46, 74),
        180 / count,
    )
    rays = "z".join(
        trace((x, y), polar(x, y, 520, turn * (2 * i)), polar(x, y, 520, turn * (2 * i + 1))) for i in range(count)
    )
    return panel(art) + fill(rays, art.sun) + disc(x, y, radius + 13, art.sky) + disc(x, y, radius, art.text)


def skyline(art: Art) -> str:
    """Towers with a few lit windows under a large moon."""
    draw, x = art.draw, -6.0
    out = [panel(art), disc(draw.number(80, 220), art.h * draw.number(0.3, 0.42), draw.number(56, 84), art.sun)]
    while x < WIDTH + BLEED:
        width, top = draw.number(30, 62), art.h * draw.number(0.36, 0.8)
        out.append(rect(x, top, width + 1, art.h - top + 1, art.land))
        if draw.integer(0, 2):
            lit = num(x + width * draw.pick((0.3, 0.5, 0.7)))
            out.append(line(f"M{lit} {num(top + 14)}V{num(art.h - 8)}", art.sun, 6, f"8 {draw.pick((8, 24, 40))}"))
        x += width
    return "".join(out)


def waves(art: Art) -> str:
    """A sun over rolling bands of water."""
    draw, half, lift = art.draw, art.draw.pick((50, 75, 100)), art.draw.number(18, 34)
    out = [panel(art), disc(draw.number(80, 220), art.h * 0.32, draw.number(48, 76), art.sun)]
    for i, ink in enumerate((art.text, art.major if art.sky != art.major else art.minor, art.sky, art.text, art.land)):
        x, y = -half * (i % 2) - draw.number(0, 30), art.h * (0.44 + 0.12 * i)
        crest = f"M{num(x)} {num(y)}q{half / 2:g} {-lift:.0f} {half} 0" + f"t{half} 0" * (400 // half + 1)
        out.append(fill(f"{crest}V{num(art.h + 1)}H{num(x)}", ink))
    return "".join(out)


def peaks(art: Art) -> str:
    """Mountains with a lit and a shaded side."""
    draw, flip, out = art.draw, art.draw.integer(0, 1), [panel(art)]
    out.append(disc(216 if flip else 84, art.h * 0.27, draw.number(34, 50), art.text))
    for place, top, half, lit, shade in (
        (90, 0.42, 170, art.sun, art.sun),
        (200, 0.24, 190, art.sun, art.text),
        (60, 0.7, 260, art.land, art.land),
    ):
        x, apex = (WIDTH - place if flip else place) + draw.number(-16, 16), art.h * top
        out.append(fill(trace((x - half, art.h + 1), (x, apex), (x + half, art.h + 1)), lit))
        if shade != lit:
            fold = [
                (x + (art.h - apex) * t * s, apex + (art.h - apex) * t)
                for t, s in ((0.3, 0.1), (0.45, -0.12), (1, 0.1))
            ]
            out.append(fill(trace((x, apex), *fold, (x + half, art.h + 1)), shade))
    return "".join(out)


def road(art: Art) -> str:
    """A road to the horizon and the last of the sun."""
    horizon, x = art.h * 0.56, art.draw.pick((96, 150, 204))
    half = art.h * 0.4
    lane = trace((x - 3, horizon), (x + 3, horizon), (150 + half, art.h + 1), (150 - half, art.h + 1))
    marks = ""
    for far, near in ((0.12, 0.2), (0.3, 0.44), (0.6, 0.86)):
        corners = ((far, -1), (far, 1), (near, 1), (near, -1))
        dash = [(x + (150 - x) * t + side * t * 9, horizon + (art.h - horizon) * t) for t, side in corners]
        marks += fill(trace(*dash), art.text)
    sky = panel(art) + disc(x, horizon, art.h * 0.26, art.text)
    return sky + slab(horizon, art.h, art.major if art.sky != art.major else art.minor) + fill(lane, art.ground) + marks


def staircase(art: Art) -> str:
    """Steps climbing past a disc."""
    steps, flip, path = art.draw.integer(4, 8), art.draw.integer(0, 1), [(0.0, art.h + 1)]
    run, rise = WIDTH / steps, art.h * 0.6 / steps
    for i in range(steps):
        path += [(i * run, art.h - (i + 1) * rise), ((i + 1) * run, art.h - (i + 1) * rise)]
    front, back = [(x, y + rise * 0.6) for x, y in path], [(x, y - rise * 1.4) for x, y in path]
    layers = ""
    for flight, ink in ((back, art.sun), (front, art.land)):
        foot, head = (-BLEED, flight[1][1]), (WIDTH + BLEED, flight[-1][1])
        outline = [(-BLEED, art.h), foot, *flight[1:-1], head, (WIDTH + BLEED, art.h + 1)]
        layers += fill(trace(*((WIDTH - x if flip else x, y) for x, y in outline)), ink)
    return panel(art) + disc(WIDTH - 84 if flip else 84, art.h * 0.26, 46, art.text) + layers


def doorway(art: Art) -> str:
    """A figure in a lit door, and its shadow coming towards us."""
    draw, floor = art.draw, art.h * 0.7
    x, top, wide = draw.number(60, 170), art.h * draw.number(0.14, 0.26), draw.number(66, 84)
    lean, centre = draw.number(-60, 60), x + wide / 2
    spill = trace((x, floor), (x + wide, floor), (x + wide * 1.7 + lean, art.h), (x - wide * 0.7 + lean, art.h))
    shadow = trace((centre - 9, floor), (centre + 9, floor), (centre + 26 + lean, art.h), (centre - 26 + lean, art.h))
    head, body = disc(centre, floor - 66, 8.5, art.ground), f"M{num(centre - 11)} {num(floor)}v-46a11 11 0 0 1 22 0v46"
    scene = panel(art) + slab(floor, art.h, art.ground) + rect(x, top, wide, floor - top + 1, art.text)
    return scene + fill(spill, art.text) + fill(shadow, art.ground) + fill(body, art.ground) + head


def arches(art: Art) -> str:
    """Arch within arch, as in a palace or a temple."""
    count, out = art.draw.pick((3, 5, 7)), []
    for i in range(count):
        half = 130 - i * (104 / count)
        top = art.h * 0.06 + (130 - half) * 1.1
        left, right, knee, bend = 150 - half, 150 + half, top + half * 1.1, top + half * 0.44
        curve = put("M{} {}V{}Q{} {} 150 {}", left, art.h + 1, knee, left, bend, top)
        curve += put("Q{} {} {} {}V{}", right, bend, right, knee, art.h + 1)
        out.append(fill(curve, (art.major, art.ground, art.minor, art.ground)[i % 4]))
    return "".join(out)
