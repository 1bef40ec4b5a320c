"""What is known of four films before they were ever voted on together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matchups.elo import START

Z95 = 1.96
"""Standard errors from the middle to the end of a 95 % interval."""
UNKNOWN_HALF_WIDTH = START
"""Half the interval of a film without a vote: wide enough to say nothing."""


def team_interval(films: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Strength and 95 % interval of a team from (strength, low, high) of its films, all in Elo points.

    A team is as strong as the mean of its films (Huang, Lin, Weng 2008); errors are taken as independent, which is a
    little too narrow where films were mostly voted on together. Without films nothing is known.
    """
    if not films:
        return START, START - UNKNOWN_HALF_WIDTH, START + UNKNOWN_HALF_WIDTH
    middle = sum(strength for strength, _, _ in films) / len(films)
    half = math.sqrt(sum(((high - low) / 2) ** 2 for _, low, high in films)) / len(films)
    return middle, middle - half, middle + half
