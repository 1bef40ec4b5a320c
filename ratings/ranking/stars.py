"""A ranking as stars: quantile matching."""

from __future__ import annotations

from collections.abc import Sequence


def matched_stars(ranked: Sequence[float]) -> list[float]:
    """New stars for a ranking, from those its titles have now, both best first.

    The same values, each as often as before, given in the order of the ranking: the member's histogram stays as it is,
    and among all ways to keep it this one alone gives no title fewer stars than one below it.
    """
    return sorted(ranked, reverse=True)
