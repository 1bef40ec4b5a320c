"""The sheet of paper and what a composition is handed to draw with. Units are those of the 300 x 450 view box."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.posters.chance import Draw

WIDTH, HEIGHT, MARGIN = 300, 450, 22
BLEED = 4
"""How far art runs past the edge, so that no hairline of ground shows there."""
MEASURE = WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class Art:
    """The box a composition draws in: 300 wide, `h` tall, with its inks and its source of chance.

    `land` silhouettes stand against `sky`. With the title below, the land is the ground colour and runs on into the
    title field without a seam; with the title above, the sky does.
    """

    draw: Draw
    h: float
    ground: str
    text: str
    major: str
    minor: str
    sky: str
    land: str
    sun: str

    @property
    def middle(self) -> float:
        """Optical centre of the box."""
        return self.h / 2 + 3

    @property
    def reach(self) -> float:
        """Radius of the largest figure that keeps a margin on the sheet."""
        return min(128.0, self.h / 2 - 16)
