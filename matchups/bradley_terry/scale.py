"""From the natural scale (logits) to Elo points.

A gap of one logit means odds of e to 1, a gap of 400 Elo points odds of 10 to 1; so a logit is 400 / ln 10 points.
"""

from __future__ import annotations

import math

from matchups.bradley_terry.outcomes import FloatArray
from matchups.elo import SCALE, START

POINTS_PER_LOGIT = SCALE / math.log(10.0)
Z95 = 1.96


def to_elo(strength: FloatArray) -> FloatArray:
    """Elo points of strengths in logits; strength 0 is `START`."""
    return START + POINTS_PER_LOGIT * strength


def interval(strength: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Low and high end of the 95 % interval in Elo points: 1.96 standard errors to either side."""
    return to_elo(strength - Z95 * error), to_elo(strength + Z95 * error)
