"""What is computed of a member's past. Training, the nightly pass and the request all call these functions."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from recommender.dataset import FloatArray, IntArray
from recommender.dataset.facts import code_text
from recommender.dataset.weights import rating_weights

#: Titles that say something which a past needs for each segment; the highest reached counts.
SEGMENTS: Mapping[str, int] = {"newcomer": 0, "cold": 1, "warm": 4, "heavy": 50}
SHRINKAGE = 8  # ratings that a member's habit of giving stars must outweigh
MOST_LANGUAGES = 5
DIGITS = 4


@dataclass(frozen=True, eq=False)
class Past:
    """A member's rated titles, in any order: stars, the titles' own scores (NaN for none), language code numbers,
    minutes (-1 unknown), unix seconds.
    """

    ratings: FloatArray
    scores: FloatArray
    languages: IntArray
    runtimes: IntArray
    timestamps: IntArray


@dataclass(frozen=True, slots=True)
class MemberFeatures:
    """`liked` counts half for a middling title; `habit` is in stars above or below what titles get from others, shrunk
    towards 0; `spread` is the deviation of the stars; `languages` are shares, the largest first; `minutes` is the
    median length of what was rated, 0 for unknown; `last_at` is in unix seconds, 0 for never.
    """

    titles: int
    liked: float
    segment: str
    mean: float
    spread: float
    habit: float
    languages: dict[str, float]
    minutes: int
    last_at: int

    def to_json(self) -> dict[str, Any]:
        """As the cache keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """From `to_json`; TypeError for another shape."""
        return cls(**data)


def segment_by(known: int) -> str:
    """The segment of a member with so many titles that say something."""
    return max((name for name in SEGMENTS if SEGMENTS[name] <= known), key=lambda name: SEGMENTS[name])


def habit_of(ratings: FloatArray, scores: FloatArray) -> float:
    """How far above or below the titles' scores a member rates, shrunk (the baselines of Koren, KDD 2008, 2.1)."""
    if not ratings.size:
        return 0.0
    apart = np.where(np.isfinite(scores), ratings - scores, 0.0)
    return float(apart.sum(dtype=np.float64)) / (ratings.size + SHRINKAGE)


def member_features(past: Past) -> MemberFeatures:
    """All of them."""
    weights = rating_weights(past.ratings)
    codes, counts = np.unique(past.languages[past.languages > 0], return_counts=True)
    order = np.lexsort((codes, -counts))[:MOST_LANGUAGES]
    known = past.runtimes[past.runtimes > 0]
    some = past.ratings.size > 0
    return MemberFeatures(
        titles=int(past.ratings.size),
        liked=float(weights.sum()),
        segment=segment_by(int(np.count_nonzero(weights > 0))),
        mean=round(float(past.ratings.mean(dtype=np.float64)), DIGITS) if some else 0.0,
        spread=round(float(past.ratings.std(dtype=np.float64)), DIGITS) if some else 0.0,
        habit=round(habit_of(past.ratings, past.scores), DIGITS),
        languages={code_text(int(codes[at])): round(float(counts[at] / counts.sum()), DIGITS) for at in order},
        minutes=int(np.median(known)) if known.size else 0,
        last_at=int(past.timestamps.max()) if some else 0,
    )
