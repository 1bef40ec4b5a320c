"""The thirty-one compositions: each draws one idea in a box and knows nothing of the title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalog.posters.compositions.circles import (
    aperture,
    arcs,
    concentric,
    eclipse,
    halftone,
    halves,
    orbit,
    union,
)
from catalog.posters.compositions.cutouts import bars, fangs, torn
from catalog.posters.compositions.emblems import eye, film, flame, labyrinth, petals, totem
from catalog.posters.compositions.landscapes import (
    arches,
    doorway,
    peaks,
    road,
    skyline,
    staircase,
    sunburst,
    waves,
)
from catalog.posters.compositions.patterns import bands, blinds, crowd, ribbon, scales, tiles
from catalog.posters.sheet import Art


@dataclass(frozen=True)
class Composition:
    """A drawing, the moods it suits and the layouts it bears.

    Layout letters: f title below the art, h above it, b on a belt across it, i below art in a frame; c may be centred.
    """

    compose: Callable[[Art], str]
    moods: str
    layouts: str


# The order is part of the design: a poster's choice is a position in it.
COMPOSITIONS = {
    "aperture": Composition(aperture, "plain crime future", "fhc"),
    "arches": Composition(arches, "epic love", "fc"),
    "arcs": Composition(arcs, "drama play plain love", "fh"),
    "bands": Composition(bands, "war plain drama", "fhi"),
    "bars": Composition(bars, "crime drama war", "f"),
    "blinds": Composition(blinds, "crime drama future", "fhb"),
    "concentric": Composition(concentric, "fear future crime", "fhbc"),
    "crowd": Composition(crowd, "drama plain crime war", "fhb"),
    "doorway": Composition(doorway, "fear drama crime", "fi"),
    "eclipse": Composition(eclipse, "fear future epic", "fhc"),
    "eye": Composition(eye, "fear crime", "fhc"),
    "fangs": Composition(fangs, "fear war", "fi"),
    "film": Composition(film, "plain love play", "fh"),
    "flame": Composition(flame, "epic fear drama", "fc"),
    "halftone": Composition(halftone, "future plain crime", "fhc"),
    "halves": Composition(halves, "crime drama future love", "fhc"),
    "labyrinth": Composition(labyrinth, "fear future crime", "fh"),
    "orbit": Composition(orbit, "future", "fhc"),
    "peaks": Composition(peaks, "war epic plain", "fi"),
    "petals": Composition(petals, "love play epic", "fc"),
    "ribbon": Composition(ribbon, "love play future", "f"),
    "road": Composition(road, "war epic plain drama", "fi"),
    "scales": Composition(scales, "epic play future", "fhb"),
    "skyline": Composition(skyline, "crime drama love", "fhi"),
    "staircase": Composition(staircase, "drama crime plain", "fhi"),
    "sunburst": Composition(sunburst, "epic play war", "fib"),
    "tiles": Composition(tiles, "play plain drama", "fhb"),
    "torn": Composition(torn, "crime fear war", "f"),
    "totem": Composition(totem, "play", "fh"),
    "union": Composition(union, "love drama", "fhc"),
    "waves": Composition(waves, "love play drama epic", "fhi"),
}
