"""What was computed ahead of time is what a request would compute, and a rating makes it anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from recommender.dataset import input_weights
from recommender.fusion.hybrid import segment_of
from recommender.loaders.interactions import load_interactions
from recommender.loaders.member_features import features_of, keep_features
from recommender.loaders.predictions import predicted_stars

pytestmark = pytest.mark.django_db


def _raters() -> list[int]:
    return sorted(set(Rating.objects.values_list("user_id", flat=True)))


def test_training_and_serving_agree(camps: list[list[Title]]) -> None:
    members = _raters()
    asked = {user_id: features_of(user_id) for user_id in members}
    cache.clear()

    kept = keep_features()

    assert kept == len(members)
    assert {user_id: features_of(user_id) for user_id in members} == asked


def test_segments_of_the_dataset_are_those_of_the_store(camps: list[list[Title]]) -> None:
    data = load_interactions()

    segments = {int(pk): segment_of(data.history(row)) for row, pk in enumerate(data.users.ids)}

    assert segments == {user_id: features_of(user_id).segment for user_id in _raters()}
    assert {int(pk): float(input_weights(data.history(row)).sum()) for row, pk in enumerate(data.users.ids)} == {
        user_id: features_of(user_id).liked for user_id in _raters()
    }


def test_what_was_kept_needs_no_query(
    camps: list[list[Title]], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keep_features()
    somebody = _raters()[0]

    with django_assert_num_queries(0):
        features_of(somebody)


def test_a_rating_makes_them_anew(
    camps: list[list[Title]],
    member: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = features_of(member.pk).titles

    with django_capture_on_commit_callbacks(execute=True):
        rate_title(member=member, title_id=camps[0][0].pk, value=4)

    assert (before, features_of(member.pk).titles) == (0, 1)


def test_what_another_release_kept_is_computed_again(camps: list[list[Title]], monkeypatch: Any) -> None:
    user_id = _raters()[0]
    right = features_of(user_id)
    monkeypatch.setattr(cache, "get", lambda *_: {"shape": "of another time"})

    assert features_of(user_id) == right


def test_guessed_stars_rest_on_the_habit_of_the_store(camps: list[list[Title]]) -> None:
    user_id, titles = _raters()[0], [title.pk for camp in camps for title in camp]
    scores = dict(Title.objects.filter(stats__rating_count__gte=3).values_list("pk", "stats__score"))

    guesses = predicted_stars(user_id, titles)

    habit = features_of(user_id).habit
    assert guesses == {pk: round(max(0.5, min(5.0, score + habit)), 1) for pk, score in scores.items() if pk in titles}
