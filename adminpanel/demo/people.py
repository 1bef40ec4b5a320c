"""Whom generated members follow, and what their followers read of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from accounts.enums import ActivityKind as OwnKind
from accounts.models import Activity, Follow, User
from matchups.enums import TOP_FOUR
from matchups.models import Top4Set
from ratings.enums import ActivityKind
from ratings.models import Rating, Review, TitleList

TOLD = timedelta(days=60)
MOST_FOLLOWED = 14


def write_follows(users: Sequence[User], homes: Sequence[str], until: datetime, rng: np.random.Generator) -> int:
    """Members follow a few others, more often of their own language, and some members are followed by many."""
    fame = rng.pareto(1.3, size=len(users)) + 0.2
    spoken = np.asarray(homes)
    follows = []
    for place, user in enumerate(users):
        weight = fame * np.where(spoken == spoken[place], 4.0, 1.0)
        weight[place] = 0.0
        count = min(int(rng.integers(2, MOST_FOLLOWED)), len(users) - 1)
        if count < 1:
            continue
        chosen = rng.choice(len(users), size=count, replace=False, p=weight / weight.sum())
        follows += [Follow(follower=user, followed=users[int(other)]) for other in chosen]
    Follow.objects.bulk_create(follows, batch_size=1000)
    for follow in follows:
        follow.created_at = until - timedelta(days=float(rng.uniform(0, 400)))
    Follow.objects.bulk_update(follows, ["created_at"], batch_size=500)
    return len(follows)


def write_activities(users: Sequence[User], rated: Sequence[Rating], until: datetime) -> int:
    """What the feeds tell of the last two months; returns how many entries."""
    since, ids = until - TOLD, [user.pk for user in users]
    told = [
        Activity(
            actor_id=row.user_id,
            kind=ActivityKind.RATED,
            subject_id=row.title_id,
            title_id=row.title_id,
            created_at=row.created_at,
        )
        for row in rated
        if row.created_at >= since
    ]
    told += [
        Activity(
            actor_id=review.user_id,
            kind=ActivityKind.REVIEWED,
            subject_id=review.pk,
            title_id=review.title_id,
            created_at=review.created_at,
        )
        for review in Review.objects.filter(user_id__in=ids, created_at__gte=since)
    ]
    told += [
        Activity(actor_id=owner_id, kind=ActivityKind.LISTED, subject_id=pk, created_at=_spread(pk, until))
        for pk, owner_id in TitleList.objects.filter(owner_id__in=ids).order_by("pk").values_list("pk", "owner_id")
    ]
    told += [
        Activity(actor_id=owner_id, kind=TOP_FOUR, subject_id=pk, created_at=_spread(7 * pk, until))
        for pk, owner_id in Top4Set.objects.filter(owner_key__in=ids).order_by("pk").values_list("pk", "owner_key")
        if owner_id is not None
    ]
    told += [
        Activity(actor_id=follower, kind=OwnKind.FOLLOWED, subject_id=followed, created_at=at)
        for follower, followed, at in Follow.objects.filter(follower_id__in=ids, created_at__gte=since)
        .order_by("pk")
        .values_list("follower_id", "followed_id", "created_at")
    ]
    Activity.objects.bulk_create(told, batch_size=1000)
    return len(told)


def _spread(number: int, until: datetime) -> datetime:
    """A moment of the last two months, always the same for a number."""
    return until - timedelta(minutes=number * 977 % int(TOLD.total_seconds() // 60))
