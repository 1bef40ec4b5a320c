"""What generated members do besides rating."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import numpy as np

from accounts.models import User
from adminpanel.demo.tastes import TitleFacts
from adminpanel.demo.words import LIST_NAMES, review_text
from catalog.dedup.normalise import make_slug
from catalog.enums import CreditRole
from catalog.models import Credit, Genre, Title
from matchups.enums import SetOrigin
from matchups.models import Top4Entry, Top4Set
from ratings.enums import SavedKind
from ratings.models import ListEntry, Rating, Review, ReviewLike, SavedTitle, TitleList
from ratings.services.review_index import index_reviews

REVIEW_SHARE = 0.045
LIST_SHARE = 0.35
FULL_TOP_FOUR = 4


def write_reviews(rated: Sequence[Rating], rng: np.random.Generator) -> int:
    """Reviews of some rated titles, with likes; returns how many."""
    chosen = [rating for rating in rated if rng.random() < REVIEW_SHARE]
    directors = dict(Title.objects.values_list("pk", "director"))
    leads = dict(
        Credit.objects.filter(role=CreditRole.ACTOR).order_by("-position").values_list("title_id", "person__name")
    )
    reviews = []
    for rating in chosen:
        text, spoiler = review_text(rating.value, directors[rating.title_id], leads.get(rating.title_id, ""), rng)
        reviews.append(Review(user_id=rating.user_id, title_id=rating.title_id, text=text, contains_spoilers=spoiler))
    Review.objects.bulk_create(reviews, batch_size=1000)
    for review, rating in zip(reviews, chosen, strict=True):
        review.created_at = rating.created_at + timedelta(minutes=20)
        review.updated_at = review.created_at
    likes = _likes(reviews, sorted({rating.user_id for rating in rated}), rng)
    ReviewLike.objects.bulk_create(likes, batch_size=1000)
    counts = Counter(like.review_id for like in likes)
    for review in reviews:
        review.like_count = counts[review.pk]
    Review.objects.bulk_update(reviews, ["created_at", "updated_at", "like_count"], batch_size=500)
    index_reviews(review_ids=[review.pk for review in reviews])
    return len(reviews)


def _likes(reviews: Sequence[Review], user_ids: Sequence[int], rng: np.random.Generator) -> list[ReviewLike]:
    likes: list[ReviewLike] = []
    for review in reviews:
        count = min(len(user_ids) - 1, int(rng.pareto(1.6) * 1.5))
        chosen = [user_ids[int(index)] for index in rng.choice(len(user_ids), size=count, replace=False)]
        likes += [ReviewLike(review=review, user_id=user_id) for user_id in chosen if user_id != review.user_id]
    return likes


def _by_user(rated: Sequence[Rating]) -> dict[int, list[Rating]]:
    found: dict[int, list[Rating]] = defaultdict(list)
    for rating in rated:
        found[rating.user_id].append(rating)
    return found


def write_shelves(
    users: Sequence[User],
    rated: Sequence[Rating],
    facts: Sequence[TitleFacts],
    until: datetime,
    rng: np.random.Generator,
) -> None:
    """Favourites among what a member loved, and a watchlist of what they have not rated."""
    fame = np.asarray([title.fame for title in facts])
    saved = []
    history = _by_user(rated)
    for user in users:
        seen = {rating.title_id for rating in history[user.pk]}
        loved = [rating.title_id for rating in history[user.pk] if rating.value >= 4.5][:12]
        order = np.argsort(-(fame + rng.gumbel(size=len(facts))))
        wanted = islice(
            (facts[int(row)].id for row in order if facts[int(row)].id not in seen), int(rng.integers(2, 14))
        )
        for kind, title_ids in ((SavedKind.FAVORITE, loved), (SavedKind.WATCHLIST, wanted)):
            saved += [
                SavedTitle(user=user, title_id=title_id, kind=kind, position=position)
                for position, title_id in enumerate(title_ids)
            ]
    SavedTitle.objects.bulk_create(saved, batch_size=1000)
    for entry in saved:
        entry.created_at = until - timedelta(days=float(rng.uniform(0, 700)))
    SavedTitle.objects.bulk_update(saved, ["created_at"], batch_size=500)


def write_lists(users: Sequence[User], rated: Sequence[Rating], rng: np.random.Generator) -> int:
    """Lists of well-loved titles of one genre; returns how many."""
    genres_of: dict[int, list[str]] = defaultdict(list)
    for title_id, slug in Genre.titles.through.objects.values_list("title_id", "genre__slug"):
        genres_of[title_id].append(slug)
    history = _by_user(rated)
    lists, entries = [], []
    for user in users:
        if rng.random() > LIST_SHARE:
            continue
        loved = [rating.title_id for rating in history[user.pk] if rating.value >= 4]
        counts = Counter(slug for title_id in loved for slug in genres_of[title_id] if slug in LIST_NAMES)
        for slug, count in counts.most_common(2):
            if count < 5 or rng.random() < 0.4:
                continue
            title_list = TitleList(
                owner=user,
                name=LIST_NAMES[slug],
                slug=make_slug(LIST_NAMES[slug], fallback="list"),
                is_ranked=bool(rng.random() < 0.3),
            )
            lists.append(title_list)
            chosen = [title_id for title_id in loved if slug in genres_of[title_id]][:15]
            entries += [
                ListEntry(list=title_list, title_id=title_id, position=position)
                for position, title_id in enumerate(chosen)
            ]
    TitleList.objects.bulk_create(lists)
    ListEntry.objects.bulk_create(entries, batch_size=1000)
    return len(lists)


def write_top_fours(users: Sequence[User], rated: Sequence[Rating]) -> None:
    """Each member's four best-rated titles, the latest first among equals."""
    history = _by_user(rated)
    sets, entries = [], []
    for user in users:
        best = sorted(history[user.pk], key=lambda rating: (-rating.value, -rating.created_at.timestamp()))
        if len(best) < FULL_TOP_FOUR or best[FULL_TOP_FOUR - 1].value < 4:
            continue
        top = Top4Set(owner=user, owner_key=user.pk, origin=SetOrigin.MEMBER)
        sets.append(top)
        entries += [
            Top4Entry(set=top, title_id=rating.title_id, position=position)
            for position, rating in enumerate(best[:FULL_TOP_FOUR], start=1)
        ]
    Top4Set.objects.bulk_create(sets)
    Top4Entry.objects.bulk_create(entries, batch_size=1000)
