"""Paper shapes with hand-cut edges."""

from __future__ import annotations

from catalog.posters.sheet import WIDTH, Art
from catalog.posters.svg import fill, panel, trace


def bars(art: Art) -> str:
    """Hand-cut strips hanging into the sheet at uneven lengths."""
    draw, count = art.draw, art.draw.integer(4, 6)
    step, out, odd = WIDTH / count, [], art.draw.integer(0, count - 1)
    for i in range(count):
        left, right, length = i * step + 5, i * step + step - 5, art.h * draw.number(0.35, 0.97)
        lean, cut = draw.number(-5, 5), draw.number(-14, 14)
        strip = trace((left, -9), (right, -9), (right + lean, length + cut), (left + lean, length - cut))
        out.append(fill(strip, art.minor if i == odd else art.major))
    return "".join(out)


def torn(art: Art) -> str:
    """Two sheets of paper torn across, with a pale fibre edge."""
    draw, tilt = art.draw, art.draw.pick((-70, -40, 40, 70))
    out = []
    for base, ink, fibre in ((0.8, art.minor, art.text), (draw.number(0.3, 0.5), art.major, art.ground)):
        edge = [(x, art.h * base + tilt * (x / WIDTH - 0.5) + draw.number(-7, 7)) for x in range(-10, 311, 16)]
        frayed = [(x, y + draw.number(3, 10)) for x, y in edge]
        out += [fill(trace(*points, (310, -5), (-10, -5)), tint) for points, tint in ((frayed, fibre), (edge, ink))]
    return "".join(out)


def fangs(art: Art) -> str:
    """Spikes from above and below, and something small between them."""
    draw, count, out = art.draw, art.draw.integer(4, 6), [panel(art)]
    step = WIDTH / count
    for base, tip, ink in ((-2, draw.number(0.42, 0.5), art.text), (art.h + 1, 0.56, art.land)):
        points: list[tuple[float, float]] = [(-step, base)]
        for i in range(-1, count + 1):
            shift = step / 2 if base < 0 else step
            points += [
                (i * step + shift, art.h * (tip + draw.number(-0.12, 0.12))),
                (i * step + shift + step / 2, base),
            ]
        out.append(fill(trace(*points), ink))
    return "".join(out)
