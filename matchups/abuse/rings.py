"""Accounts that act together: one network for one line-up, or an account that answers for little but one.

Which pairs are offered is the site's choice, so neither test asks how often a line-up was voted on. The first asks how
it was answered, given the pairs; the second which pairs were answered, given those that were offered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from scipy.stats import hypergeom

from matchups.abuse.bursts import surprise

RING_LIMIT = 6.0
RING_VOTES = 5  # of one account about one line-up, before it is said to choose it
RING_ACCOUNTS = 5  # behind one network
ALWAYS = 0.95  # how often a member of a ring prefers its line-up


def ring_score(accounts: Iterable[Sequence[tuple[bool, float]]]) -> float:
    """log10 of how much likelier the answers are from a ring for a line-up than from the crowd; 0 for few accounts.

    For each account its answers about the line-up: whether it was preferred, and the crowd's probability of that. Votes
    of one account hang together, as tastes do, and a mean of e-values is one whatever hangs together; accounts do not,
    and a product is one then (Vovk and Wang, "E-values: Calibration, Combination and Applications", Annals of
    Statistics 2021). So an account speaks once, and the crowd is mistaken for a ring once in a million at most.
    """
    scores = []
    for answers in accounts:
        ratios = [ALWAYS / p if preferred else (1 - ALWAYS) / (1 - p) for preferred, p in answers]
        if ratios:
            scores.append(math.log10(math.fsum(ratios) / len(ratios)))
    return max(0.0, math.fsum(scores)) if len(scores) >= RING_ACCOUNTS else 0.0


def choosiness(answered: int, answered_of_all: int, offered: int, offered_of_all: int) -> float:
    """Surprise that an account answered so many of the pairs with one line-up, and so few of all it was offered.

    Fisher's exact test: `answered` of the `answered_of_all` pairs held the line-up, as `offered` of the
    `offered_of_all` did (Fisher, Statistical Methods for Research Workers, 5th ed., 1934, 21.02). Raises ValueError
    where a part is more than its whole.
    """
    if not 0 <= answered <= min(offered, answered_of_all) or max(offered, answered_of_all) > offered_of_all:
        raise ValueError("a part is not more than the whole")
    if answered < RING_VOTES:
        return 0.0
    return surprise(float(hypergeom.sf(answered - 1, offered_of_all, offered, answered_of_all)))
