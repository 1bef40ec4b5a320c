"""A guess at the stars a member would give, from the baselines of Koren (KDD 2008, section 2.1).

guess = title's Bayesian average + how far above or below such averages the member rates, the latter shrunk towards
nothing for members with few ratings. It says nothing about taste; what suits a member is the ranking's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import TitleStats
from recommender.loaders.member_features import features_of

LEAST_COUNT = 3  # ratings a title needs before its average is worth a guess


def predicted_stars(user_id: int | None, title_ids: Sequence[int]) -> dict[int, float]:
    """Guesses by title id, to a tenth of a star; without a member, or for titles hardly rated, there are none."""
    if user_id is None or not title_ids:
        return {}
    features = features_of(user_id)
    if not features.titles:
        return {}
    rows = TitleStats.objects.filter(pk__in=title_ids, rating_count__gte=LEAST_COUNT).order_by()
    return {pk: round(max(0.5, min(5.0, score + features.habit)), 1) for pk, score in rows.values_list("pk", "score")}
