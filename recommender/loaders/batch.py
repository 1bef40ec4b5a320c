"""Members in blocks for the nightly scoring, and what it found for one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Profile, User
from catalog.enums import TitleStatus
from matchups.models import Vote
from matchups.selectors.votes import voters_among
from ratings.enums import SavedKind
from ratings.models import Rating, SavedTitle
from recommender.dataset import About, History, IdMap
from recommender.dataset.types import AnyArray
from recommender.loaders.interactions import hidden_from_each, load_histories
from recommender.loaders.votes import load_votes
from recommender.models import Recommendation


@dataclass(frozen=True, slots=True)
class MemberInput:
    """All that a member's picks are computed from, besides the model."""

    user_id: int
    history: History
    hidden: frozenset[int]
    muted_languages: frozenset[str]
    show_adult: bool

    def digest(self, *settings: object) -> str:
        """sha256 of it and of `settings`: equal inputs give equal picks."""
        found = hashlib.sha256(repr(settings).encode())
        history = self.history
        arrays: tuple[AnyArray, ...] = (
            *(history.items, history.ratings, history.timestamps, history.extra),
            *(history.votes.left, history.votes.right, history.votes.share),
        )
        for array in arrays:
            found.update(f"{array.size}:".encode())
            found.update(np.ascontiguousarray(array).tobytes())
        rest = (sorted(self.hidden), sorted(self.muted_languages), self.show_adult, history.about)
        found.update(repr(rest).encode())
        return found.hexdigest()


def members_with_signals() -> QuerySet[User]:
    """Members who rated, favoured or voted, by id."""
    own = {"user_id": OuterRef("pk")}
    signals = (
        Q(Exists(Rating.objects.filter(**own)))
        | Q(Exists(SavedTitle.objects.filter(**own, kind=SavedKind.FAVORITE)))
        | Q(Exists(Vote.objects.filter(voter_id=OuterRef("pk"), live_key__isnull=False)))
    )
    return User.objects.filter(signals, is_active=True).order_by("pk")


def load_members(user_ids: Sequence[int], items: IdMap) -> list[MemberInput]:
    """Histories and wishes of members, in a handful of queries and one more for each who voted."""
    histories, hidden = load_histories(user_ids, items), hidden_from_each(user_ids)
    profiles = {profile.user_id: profile for profile in Profile.objects.filter(user_id__in=user_ids)}
    voters = voters_among(user_ids)
    found = []
    for user_id in user_ids:
        profile, history = profiles.get(user_id), histories[user_id]
        if user_id in voters:
            history = history.with_votes(load_votes(user_id, items))
        if profile is not None:
            history = history.with_about(About.of(tuple(profile.content_languages), profile.region))
        muted = frozenset(profile.muted_languages) if profile else frozenset[str]()
        adult = profile.show_adult if profile else False
        found.append(MemberInput(user_id, history, frozenset(hidden[user_id]), muted, adult))
    return found


def recommendations_of(user_id: int, limit: int) -> list[tuple[int, float]]:
    """Title ids and scores that the last batch found for a member, best first; empty for one it does not know.

    Titles that were withdrawn since are left out. What the member has seen since is still among them.
    """
    rows = Recommendation.objects.filter(user_id=user_id, title__status=TitleStatus.PUBLISHED).order_by("rank")
    return list(rows.values_list("title_id", "score")[:limit])
