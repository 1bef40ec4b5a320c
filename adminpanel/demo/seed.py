"""Writes the demo site: titles, members, ratings, reviews, shelves, lists, top fours and votes.

Rows go in by the same bulk path as an import: rating rows at once, then the sums recomputed from them. All members come
in one transaction, so that there is either a whole demo or none.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Profile, User
from accounts.models.user import identifier_key
from adminpanel.demo import extras, people
from adminpanel.demo.names import make_names
from adminpanel.demo.tastes import MemberTaste, TitleFacts, make_tastes
from adminpanel.demo.votes import remove_votes, write_votes
from adminpanel.services.figures import count_days
from catalog.enums import CreditRole, Source
from catalog.models import Credit, ExternalId, Title, TitleName
from catalog.services.festivals import refresh_festivals
from catalog.services.ingest.demo import seed_demo_titles
from matchups.services.refit import refit_board
from ratings.models import Rating
from ratings.services.rebuild import rebuild_stats
from recommender.services.analysis import analyse_all, train_texts_if_due

SPAN = timedelta(days=3 * 365)
REGIONS = {"te": "IN", "hi": "IN", "ta": "IN", "kn": "IN", "en": "US", "ja": "JP", "world": "FR"}
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What a run wrote; zeros where it was there already."""

    titles_created: int
    titles_updated: int
    members: int
    ratings: int
    reviews: int
    lists: int
    votes: int


def seed_demo(*, members: int, ratings: int, seed: int, until: datetime, say: Progress) -> SeedReport:
    """Write what is missing of the demo. Ratings are dated over the three years before `until`."""
    say("titles")
    ingested = seed_demo_titles()
    refresh_festivals()
    if User.objects.filter(is_demo=True).exists():
        return SeedReport(ingested.created, ingested.updated, 0, 0, 0, 0, 0)
    say("tastes")
    facts = _title_facts()
    tastes = make_tastes(facts, members=members, ratings=ratings, seed=seed)
    rng = np.random.default_rng(seed + 1)
    with transaction.atomic():
        say("members")
        users = _write_members(tastes, until, rng)
        say("ratings")
        rated = _write_ratings(users, tastes, facts, until)
        say("reviews, shelves and lists")
        reviews = extras.write_reviews(rated, rng)
        extras.write_shelves(users, rated, facts, until, rng)
        lists = extras.write_lists(users, rated, rng)
        extras.write_top_fours(users, rated)
        people.write_follows(users, [taste.home for taste in tastes], until, rng)
        people.write_activities(users, rated, until)
        say("votes")
        votes = write_votes(users, rated, until, rng)
    say("sums")
    rebuild_stats()
    say("board")
    refit_board()
    say("what they say")
    train_texts_if_due()
    analyse_all()
    say("figures")
    count_days(anew=True)
    return SeedReport(ingested.created, ingested.updated, len(users), len(rated), reviews, lists, votes)


def remove_demo_members() -> int:
    """Delete every generated member with all they wrote; titles stay. Returns how many members there were."""
    count = User.objects.filter(is_demo=True).count()
    remove_votes()
    User.objects.filter(is_demo=True).delete()
    rebuild_stats()
    return count


def _fame(slug: str, has_ids: bool, names: int, year: int) -> float:
    """How widely a title is known, about -2 to 4: a fixed number per slug, higher for what other catalogs list and for
    what has names in several languages and spellings, as only well-known films do."""
    raw = int.from_bytes(hashlib.sha256(f"fame:{slug}".encode()).digest()[:4], "big") / 2**32
    known = (0.7 if has_ids else 0.0) + 0.35 * min(names, 5)
    return 1.4 * math.pow(raw, 1.6) - 1.0 + known + max(-0.8, (year - 1995) / 60)


def _title_facts() -> list[TitleFacts]:
    slugs = dict(ExternalId.objects.filter(source=Source.DEMO).order_by("title_id").values_list("title_id", "value"))
    known = set(
        ExternalId.objects.filter(source__in=(Source.IMDB, Source.TMDB_MOVIE, Source.TMDB_TV), title_id__in=slugs)
        .order_by()
        .values_list("title_id", flat=True)
    )
    names = Counter(TitleName.objects.filter(title_id__in=slugs).order_by().values_list("title_id", flat=True))
    people: dict[int, list[str]] = {}
    parts = Credit.objects.filter(
        title_id__in=slugs, role__in=(CreditRole.DIRECTOR, CreditRole.CREATOR, CreditRole.ACTOR)
    ).order_by("title_id", "-role", "position")
    for title_id, name in parts.values_list("title_id", "person__name"):
        people.setdefault(title_id, []).append(name)
    titles = Title.objects.filter(pk__in=slugs).prefetch_related("genres", "keywords").order_by("pk")
    return [
        TitleFacts(
            id=title.pk,
            language=title.language,
            is_anime=title.is_anime,
            year=title.year or 2000,
            genres=tuple(genre.slug for genre in title.genres.all()),
            keywords=tuple(keyword.slug for keyword in title.keywords.all()),
            people=tuple(people.get(title.pk, ())),
            fame=_fame(slugs[title.pk], title.pk in known, names[title.pk], title.year or 2000),
        )
        for title in titles
    ]


def _write_members(tastes: list[MemberTaste], until: datetime, rng: np.random.Generator) -> list[User]:
    unusable = make_password(None)
    users = []
    for taste, (username, _) in zip(tastes, names := make_names([t.home for t in tastes], rng), strict=True):
        joined = until - SPAN + float(taste.moments[0]) * SPAN
        users.append(
            User(
                username=username,
                username_key=identifier_key(username),
                password=unusable,
                is_demo=True,
                date_joined=joined,
            )
        )
    User.objects.bulk_create(users)
    Profile.objects.bulk_create(
        [
            Profile(
                user=user,
                display_name=display_name,
                content_languages=list(taste.languages),
                region=REGIONS[taste.home],
            )
            for user, taste, (_, display_name) in zip(users, tastes, names, strict=True)
        ]
    )
    return users


def _write_ratings(
    users: list[User], tastes: list[MemberTaste], facts: list[TitleFacts], until: datetime
) -> list[Rating]:
    rows = []
    for user, taste in zip(users, tastes, strict=True):
        for row, stars, moment in zip(taste.title_rows, taste.stars, taste.moments, strict=True):
            at = until - SPAN + float(moment) * SPAN
            rows.append(
                Rating(user=user, title_id=facts[int(row)].id, value=float(stars), created_at=at, updated_at=at)
            )
    rows.sort(key=lambda rating: (rating.created_at, rating.user_id))
    Rating.objects.bulk_create(rows, batch_size=2000)
    return rows


def start_of_today() -> datetime:
    """Midnight UTC: two runs on one day write the same dates."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
