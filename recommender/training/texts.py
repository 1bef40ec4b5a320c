"""Training of the text model: read reviews, judge on held-out ones, fit on all, save, register, promote.

A model whose opinion is not good enough serves without it: what reviews speak of is known either way, and the stars
decide alone.
"""

from __future__ import annotations

import hashlib
from itertools import chain

import numpy as np
import structlog
from django.utils import timezone

from recommender.enrichment.holdout import Learned, Rated, learn_sentiment
from recommender.enrichment.model import TextConfig, TextModel
from recommender.enrichment.moods import NAMES, genre_mood, learn_leanings
from recommender.enrichment.shares import LEAST_POSITIVE, MOST_NEGATIVE
from recommender.enrichment.themes import learn_background
from recommender.enums import ModelStatus
from recommender.exceptions import NothingToLearnError
from recommender.loaders.reviews import ReviewFacts, count_reviews, iter_tags, latest_reviews, load_tags
from recommender.models import ModelVersion
from recommender.registry.texts import save_text_model, text_store
from recommender.registry.versions import active_version, promote, prune, register_version

log = structlog.get_logger(__name__)

MOST_REVIEWS = 20_000  # the newest; more teach little and take long
BORROWED_REVIEWS = 2_000  # what is read where nothing was trained yet
LEAST_REVIEWS = 20
GROWTH = 0.1  # a tenth more or fewer reviews are worth a training


def is_due() -> bool:
    """Whether the reviews have grown or shrunk enough since the last training."""
    active = active_version(TextModel.name)
    now = min(count_reviews(), MOST_REVIEWS)
    if active is None:
        return now >= LEAST_REVIEWS
    return abs(now - active.interactions) > GROWTH * active.interactions


def train_texts(config: TextConfig | None = None) -> ModelVersion:
    """Train and promote; NothingToLearnError with fewer than LEAST_REVIEWS reviews."""
    config = config or TextConfig()
    rows = latest_reviews(MOST_REVIEWS)
    if len(rows) < LEAST_REVIEWS:
        raise NothingToLearnError("There are too few reviews to learn from.")
    learned = learn_sentiment(rated_of(rows), config)
    tags = chain.from_iterable(part.values() for part in iter_tags())
    leanings = learn_leanings(
        (
            [tag.slug for tag in mine if tag.own and tag.kind == "genre"],
            [tag.id for tag in mine if tag.own and tag.kind == "keyword"],
        )
        for mine in tags
    )
    model = TextModel(config, learn_background([row.text for row in rows], _moods(rows)), leanings, learned.judge)
    version = _save(model, rows, learned)
    promote(version)
    prune(TextModel.name)
    log.info(
        "recommender.texts_trained", version=version.version, without_judge=learned.reason, metrics=learned.metrics
    )
    return version


def untrained_model() -> TextModel:
    """A model of the newest reviews that has no opinion, for before the first training."""
    rows = latest_reviews(BORROWED_REVIEWS)
    background = learn_background([row.text for row in rows], np.zeros((len(rows), len(NAMES)), dtype=np.float32))
    return TextModel(TextConfig(), background, learn_leanings([]), None)


def rated_of(rows: list[ReviewFacts]) -> list[Rated]:
    """What to learn sentiment from: reviews whose stars say clearly what they are."""
    return [
        Rated(row.text, row.stars >= LEAST_POSITIVE, row.language)
        for row in rows
        if row.stars is not None and (row.stars >= LEAST_POSITIVE or row.stars <= MOST_NEGATIVE)
    ]


def _moods(rows: list[ReviewFacts]) -> np.ndarray:
    tags = load_tags({row.title_id for row in rows})
    moods = {
        title_id: genre_mood([tag.slug for tag in mine if tag.own and tag.kind == "genre"])
        for title_id, mine in tags.items()
    }
    none = np.zeros(len(NAMES), dtype=np.float32)
    found = [none if (mood := moods.get(row.title_id)) is None else mood for row in rows]
    return np.asarray(found, dtype=np.float32).reshape(len(rows), len(NAMES))


def _save(model: TextModel, rows: list[ReviewFacts], learned: Learned) -> ModelVersion:
    now, store = timezone.now(), text_store()
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.id} {row.stars} {row.text}\n".encode(errors="surrogatepass"))
    manifest = save_text_model(
        model,
        now.strftime("%Y%m%d-%H%M%S-%f"),
        fingerprint=digest.hexdigest(),
        created_at=now,
        metrics=learned.metrics,
    )
    directory = store.path(model.name, manifest.version)
    return register_version(
        manifest=manifest,
        digest=store.digest(model.name, manifest.version),
        size=sum(file.stat().st_size for file in directory.iterdir()),
        interactions=len(rows),
        status=ModelStatus.CANDIDATE,
        note=learned.reason,
    )
