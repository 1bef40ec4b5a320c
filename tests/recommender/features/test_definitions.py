"""The features themselves, worked out by hand."""

import numpy as np
import pytest

from recommender.dataset.facts import code_number
from recommender.features.definitions import MemberFeatures, Past, habit_of, member_features, segment_by


def _past(ratings: list[float], languages: list[str] | None = None) -> Past:
    n = len(ratings)
    codes = [code_number(code) for code in languages or ["te"] * n]
    return Past(
        ratings=np.array(ratings, dtype=np.float32),
        scores=np.full(n, 3.5, dtype=np.float32),
        languages=np.array(codes, dtype=np.int64),
        runtimes=np.arange(100, 100 + n, dtype=np.int64),
        timestamps=np.arange(n, dtype=np.int64),
    )


def test_every_feature_of_a_small_past() -> None:
    features = member_features(_past([5.0, 4.0, 3.0, 1.0], ["te", "te", "hi", ""]))

    assert features == MemberFeatures(
        titles=4,
        liked=2.5,
        segment="cold",
        mean=3.25,
        spread=1.479,
        habit=round(-1.0 / 12, 4),
        languages={"te": 0.6667, "hi": 0.3333},
        minutes=101,
        last_at=3,
    )


def test_nobody_has_features_too() -> None:
    assert member_features(_past([])) == MemberFeatures(0, 0.0, "newcomer", 0.0, 0.0, 0.0, {}, 0, 0)


def test_they_survive_json() -> None:
    features = member_features(_past([5.0, 4.0]))

    assert MemberFeatures.from_json(features.to_json()) == features


@pytest.mark.parametrize(("known", "segment"), [(0, "newcomer"), (1, "cold"), (4, "warm"), (49, "warm"), (50, "heavy")])
def test_the_segment_is_the_highest_reached(known: int, segment: str) -> None:
    assert segment_by(known) == segment


def test_titles_without_a_score_say_nothing_of_the_habit() -> None:
    ratings = np.array([5.0, 5.0], dtype=np.float32)

    assert habit_of(ratings, np.array([3.0, np.nan], dtype=np.float32)) == pytest.approx(2.0 / 10)
