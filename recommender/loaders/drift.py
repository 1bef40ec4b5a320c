"""What drift is measured on: one reader for the time of training and for now, so that both mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.models import Title, TitleStats
from ratings.models import Rating
from recommender.algorithms.base import Recommender
from recommender.dataset import IdMap
from recommender.drift.sketch import Labels, Numbers, Sketch
from recommender.enums import DriftSubject
from recommender.experiments.assignment import share_of
from recommender.loaders.interactions import load_history
from recommender.loaders.predictions import predicted_stars
from recommender.models import Impression

WINDOW = timedelta(days=28)
LEAST_RATINGS = 1000  # where the last four weeks have fewer, so many of the newest are taken, however old
MOST_ROWS = 50_000
MEMBERS = 200  # whose picks are looked at
PICKS = 20
CHUNK = 5000
TENTHS = tuple(f"tenth {number}" for number in range(1, 11))
HOURS = tuple(f"{hour:02d}" for hour in range(24))


@dataclass(frozen=True, slots=True)
class Feature:
    """A distribution: what it tells of, and the order of its names; numbers have none."""

    subject: DriftSubject
    is_numeric: bool = False
    order: tuple[str, ...] = ()

    def sketch(self, values: Sequence[Any]) -> Sketch:
        """Kept small."""
        return Numbers.of(values) if self.is_numeric else Labels.of(values, order=self.order)


FEATURES = {
    "stars": Feature(DriftSubject.INPUT, is_numeric=True),
    "ratings_per_week": Feature(DriftSubject.INPUT, is_numeric=True),
    "rated_languages": Feature(DriftSubject.INPUT),
    "rated_genres": Feature(DriftSubject.INPUT),
    "hours": Feature(DriftSubject.INPUT, order=HOURS),
    "pick_scores": Feature(DriftSubject.SCORE, is_numeric=True),
    "predicted_stars": Feature(DriftSubject.SCORE, is_numeric=True),
    "shown_popularity": Feature(DriftSubject.EXPOSURE, order=TENTHS),
    "shown_languages": Feature(DriftSubject.EXPOSURE),
    "showings_per_title": Feature(DriftSubject.EXPOSURE, is_numeric=True),
}

Observed = dict[str, list[Any]]


def observe(model: Recommender[Any], items: IdMap, *, now: datetime) -> Observed:
    """Values of every feature as of `now`; a few hundred queries, for a worker."""
    rated = _recent_ratings(now)
    return _inputs(rated, now) | _scores(model, items, {user_id for user_id, *_ in rated}) | _exposure(now)


def _recent_ratings(now: datetime) -> list[tuple[int, int, float, datetime]]:
    newest = Rating.objects.filter(updated_at__lte=now).order_by("-updated_at", "-pk")
    rows = newest.values_list("user_id", "title_id", "value", "updated_at")
    within = list(rows.filter(updated_at__gt=now - WINDOW)[:MOST_ROWS])
    return within if len(within) >= LEAST_RATINGS else list(rows[:LEAST_RATINGS])


def _inputs(rated: list[tuple[int, int, float, datetime]], now: datetime) -> Observed:
    weeks = max((now - rated[-1][3]) / timedelta(weeks=1), 1.0) if rated else 1.0
    languages, genres = _facts({title_id for _, title_id, *_ in rated})
    return {
        "stars": [value for _, _, value, _ in rated],
        "ratings_per_week": [count / weeks for count in Counter(user_id for user_id, *_ in rated).values()],
        "rated_languages": [languages.get(title_id) or "none" for _, title_id, *_ in rated],
        "rated_genres": [slug for _, title_id, *_ in rated for slug in genres.get(title_id, ())],
        "hours": [f"{at.hour:02d}" for *_, at in rated],
    }


def _facts(title_ids: Iterable[int]) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Languages and genres of titles; what is counted here teaches no model, so it may be anybody's word."""
    ids = sorted(title_ids)
    languages: dict[int, str] = {}
    genres: dict[int, list[str]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        languages |= dict(Title.objects.filter(pk__in=part).order_by().values_list("pk", "language"))
        links = Title.genres.through.objects.filter(title_id__in=part).order_by("title_id", "genre_id")
        for title_id, slug in links.values_list("title_id", "genre__slug"):
            genres.setdefault(title_id, []).append(slug)
    return languages, genres


def _scores(model: Recommender[Any], items: IdMap, member_ids: Iterable[int]) -> Observed:
    """Of the best twenty titles of some members, always the same ones while they are active."""
    scores: list[float] = []
    stars: list[float] = []
    for user_id in sorted(member_ids, key=lambda member_id: share_of("drift", member_id))[:MEMBERS]:
        positions, values = model.recommend(load_history(user_id, items), PICKS)
        scores += [float(value) for value in values]
        stars += predicted_stars(user_id, [int(items.ids[position]) for position in positions]).values()
    return {"pick_scores": scores, "predicted_stars": stars}


def _exposure(now: datetime) -> Observed:
    shown = Impression.objects.filter(last_at__gt=now - WINDOW, last_at__lte=now).order_by("-last_at", "-pk")
    titles = list(shown.values_list("title_id", flat=True)[:MOST_ROWS])
    if not titles:
        return {"shown_popularity": [], "shown_languages": [], "showings_per_title": []}
    languages, _ = _facts(set(titles))
    tenths = _tenths()
    return {
        "shown_popularity": [tenths[title_id] for title_id in titles if title_id in tenths],
        "shown_languages": [languages.get(title_id) or "none" for title_id in titles],
        "showings_per_title": list(Counter(titles).values()),
    }


def _tenths() -> dict[int, str]:
    """Titles by how much they are rated: the first tenth of the published titles is the most rated."""
    rows = TitleStats.objects.filter(title__in=Title.objects.published()).order_by("-rating_count", "title_id")
    ids = list(rows.values_list("title_id", flat=True).iterator(chunk_size=CHUNK))
    return {title_id: TENTHS[10 * place // len(ids)] for place, title_id in enumerate(ids)}
