"""Voters who answer against everybody else.

Under the hypothesis that a voter answers as the crowd does, an answer that the crowd gives with probability p
multiplies a wealth by 1/(2p): by a half on average of p and 1 - p each, so its expectation is one whatever p is, and
the product over any votes is an e-value. By Ville's inequality the chance that it ever passes 1/alpha is at most alpha,
however often one looks and whenever one stops (Ramdas et al., "Game-Theoretic Statistics and Safe Anytime-Valid
Inference", Statistical Science 2023). FastChat flags anomalous voters of the Chatbot Arena by this product (Chiang et
al., "Chatbot Arena", ICML 2024; `outlier_detect`), from five votes on and over at most a hundred.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

OUTLIER_VOTES = 5
OUTLIER_MOST = 100
OUTLIER_LIMIT = math.log10(1 / 0.05)
PRIOR_VOTES = 8.0  # votes that the strengths' expectation is worth beside those of the pair itself
LEAST = 0.01  # no answer is less likely than that: everybody's finger slips


def answer_probability(agreeing: float, others: float, expected: float) -> float:
    """Probability of an answer, where `agreeing` of the `others` gave it and strengths expect it with `expected`.

    A tie agrees by a half. The voter's own vote must not be among them.
    """
    if not 0 <= agreeing <= others or not 0 <= expected <= 1:
        raise ValueError("a part is not more than the whole")
    share = (agreeing + PRIOR_VOTES * expected) / (others + PRIOR_VOTES)
    return min(max(share, LEAST), 1 - LEAST)


def outlier_score(probabilities: Sequence[float]) -> float:
    """log10 of the product of 1/(2p) over the last answers, at most a hundred; 0 below five. Ties stay out."""
    tested = probabilities[-OUTLIER_MOST:]
    if len(tested) < OUTLIER_VOTES:
        return 0.0
    return 0.0 - sum(math.log10(2.0 * p) for p in tested)
