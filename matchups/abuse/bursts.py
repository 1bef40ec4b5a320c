"""Votes that come too fast: counts against a Poisson expectation.

Scores are surprises, -log10 of the probability of so much or more; the limit leaves one false alarm in a million looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betainc, gammainc

BURST_LIMIT = 6.0
LARGEST = 300.0  # of a surprise: smaller probabilities are no numbers any more
PACE = 12.0  # answers a minute that a person who looks at eight posters may keep up
PACE_MINUTES = 10
BURST_RATIO = 2.0  # known films are skipped less than others: a line-up's rate counts from twice the expected on


@dataclass(frozen=True, slots=True)
class Rate:
    """How many came, where so many were expected."""

    count: int
    expected: float

    def score(self, ratio: float = 1.0) -> float:
        """The surprise; 0 below so many times the expectation."""
        if self.count < ratio * self.expected:
            return 0.0
        return surprise(poisson_tail(self.count, self.expected))


def poisson_tail(count: int, expected: float) -> float:
    """P(N >= count) of a Poisson number, the regularised incomplete gamma function (Abramowitz and Stegun 26.4.21).

    Raises ValueError for a negative number.
    """
    if count < 0 or expected < 0:
        raise ValueError("a count and its expectation are not negative")
    return 1.0 if count == 0 else float(gammainc(count, expected))


def newcomers_tail(count: int, days: float, past_count: int, past_days: float) -> float:
    """P(N >= count) in so many days, by what the days before had: negative binomial, a Poisson whose rate is unknown.

    Days without anything are not past days: a network may be used once a month. The rate's prior is one a day with the
    weight of one day, so a network that was never seen may bring some at once (Gelman et al., Bayesian Data Analysis,
    3rd ed., 2.6).
    """
    if min(count, past_count) < 0 or days <= 0 or past_days < 0:
        raise ValueError("counts are not negative, and time has passed")
    if count == 0:
        return 1.0
    return float(betainc(count, 1.0 + past_count, days / (days + 1.0 + past_days)))


def surprise(probability: float) -> float:
    """-log10, at most 300."""
    return LARGEST if probability < 10**-LARGEST else max(0.0, -math.log10(probability))


def busiest(seconds: Sequence[float], minutes: float = PACE_MINUTES) -> Rate:
    """The densest stretch of so many minutes among times in ascending seconds, against the pace of a person."""
    most = first = 0
    for last, moment in enumerate(seconds):
        while moment - seconds[first] >= 60 * minutes:
            first += 1
        most = max(most, last - first + 1)
    return Rate(most, PACE * minutes)
