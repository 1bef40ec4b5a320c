"""The feature store: features of members, kept in the shared cache until the member rates again or a day has gone.

What the nightly pass puts there and what a request computes is the same, because both call `member_features` on what
the same reader read.
"""

from __future__ import annotations

from django.core.cache import cache

from moviesite.common.versions import current_version
from recommender.features.definitions import MemberFeatures, member_features
from recommender.loaders.pasts import iter_pasts, past_of

KEPT = 26 * 3600  # seconds, so that what the nightly pass kept lasts until the next
BATCH = 500


def features_of(user_id: int) -> MemberFeatures:
    """Those of one member; computed and kept where they are not there, which takes one query."""
    key = _key(user_id)
    found = cache.get(key)
    if found is not None:
        try:
            return MemberFeatures.from_json(found)
        except TypeError:
            pass  # kept by another release
    features = next((member_features(past) for _, past in iter_pasts(user_id)), member_features(past_of([])))
    cache.set(key, features.to_json(), KEPT)
    return features


def keep_features() -> int:
    """Compute those of everybody who rated anything, ahead of time; returns of how many."""
    waiting: dict[str, dict[str, object]] = {}
    done = 0
    for user_id, past in iter_pasts():
        waiting[_key(user_id)] = member_features(past).to_json()
        done += 1
        if len(waiting) >= BATCH:
            cache.set_many(waiting, KEPT)
            waiting = {}
    if waiting:
        cache.set_many(waiting, KEPT)
    return done


def _key(user_id: int) -> str:
    return f"recommender:features:{user_id}:{current_version(f'ratings:{user_id}')}"
