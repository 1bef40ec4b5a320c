"""Recommendations end to end: personal at three ratings, changed by the next, explained, and never failing."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from ratings.services.rating import rate_title
from recommender.enums import ModelStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.versions import active_version, artifact_store, roll_back
from recommender.services.dismissals import dismiss_title, undo_dismissal
from recommender.services.recommend import get_recommendations
from recommender.services.training import is_stale, run_training
from recommender.serving import models as serving_models
from recommender.serving import steps
from tests.camps import rated_at_once

pytestmark = pytest.mark.django_db


def ids(slate: Any) -> list[int]:
    return [pick.card.id for pick in slate.results]


def test_three_ratings_make_picks_personal_at_once(trained: list[list[Title]], member: User) -> None:
    before = get_recommendations(member=member, limit=5)
    for title in trained[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)

    after = get_recommendations(member=member, limit=5)

    assert (before.personalized, after.personalized) == (False, True)
    assert set(ids(after)) <= {title.pk for title in trained[1][3:]}


def test_the_next_rating_changes_the_next_answer(trained: list[list[Title]], member: User) -> None:
    for title in trained[0][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    before = get_recommendations(member=member, limit=6)

    rate_title(member=member, title_id=ids(before)[0], value=4)

    after = get_recommendations(member=member, limit=6)
    assert ids(after) != ids(before)
    assert ids(before)[0] not in ids(after)


def test_every_personal_pick_names_its_causes_and_their_shares(trained: list[list[Title]], member: User) -> None:
    own = trained[0][:3]
    for title in own:
        rate_title(member=member, title_id=title.pk, value=5)

    picks = get_recommendations(member=member, limit=5).results

    assert len(picks) == 5
    for pick in picks:
        assert {reason.title_id for reason in pick.because} <= {title.pk for title in own}
        assert 0.5 < sum(reason.share for reason in pick.because) <= 1.0001
        assert [reason.share for reason in pick.because] == sorted((r.share for r in pick.because), reverse=True)
        assert {reason.rating for reason in pick.because} == {5.0}


def test_disliked_titles_pull_nothing_up(trained: list[list[Title]], member: User) -> None:
    for title in trained[1][:3]:
        rate_title(member=member, title_id=title.pk, value=1)

    slate = get_recommendations(member=member, limit=8)

    assert not slate.personalized
    assert {title.pk for title in trained[1][:3]} & set(ids(slate)) == set()


def test_what_is_like_a_dismissed_title_comes_later(trained: list[list[Title]], member: User) -> None:
    for camp in trained[:2]:
        for title in camp[:3]:
            rate_title(member=member, title_id=title.pk, value=5)
    rated_at_once()
    before = ids(get_recommendations(member=member, limit=30, adventure=0.0))
    away = next(title for title in trained[0] if title.pk in before)
    dismiss_title(member=member, title_id=away.pk)

    after = ids(get_recommendations(member=member, limit=30, adventure=0.0))

    before.remove(away.pk)
    others = [title.pk for title in trained[0] if title.pk in after]
    places = [sum(order.index(pk) for pk in others) for order in (before, after)]
    assert sorted(after) == sorted(before)
    assert places[1] > places[0]


def test_dismissed_titles_stay_away_until_taken_back(trained: list[list[Title]], member: User) -> None:
    first = ids(get_recommendations(member=member, limit=5))[0]

    dismiss_title(member=member, title_id=first)
    without = ids(get_recommendations(member=member, limit=28))
    undo_dismissal(member=member, title_id=first)

    assert first not in without
    assert first in ids(get_recommendations(member=member, limit=28))


def test_languages_filter_and_muted_languages_vanish(trained: list[list[Title]], member: User) -> None:
    member.profile.muted_languages = ["te"]
    member.profile.save()

    muted = get_recommendations(member=member, limit=28)
    asked = get_recommendations(member=member, limit=28, languages=["te"])

    assert set(ids(muted)) == {title.pk for title in trained[1]}
    assert set(ids(asked)) == {title.pk for title in trained[0]}


def test_a_mood_leads_to_titles_that_suit_it(trained: list[list[Title]]) -> None:
    tender = get_recommendations(limit=10, mood="tender", adventure=0)
    tense = get_recommendations(limit=10, mood="tense", adventure=0)

    genres = [[pick.card.genres[0].slug for pick in slate.results] for slate in (tender, tense)]
    assert (genres[0][0], genres[1][0]) == ("romance", "horror")
    assert genres[0].count("romance") > genres[1].count("romance")


def test_withdrawn_titles_are_not_recommended(trained: list[list[Title]]) -> None:
    gone = ids(get_recommendations(limit=3))[0]
    Title.objects.filter(pk=gone).update(status=TitleStatus.ARCHIVED)

    assert gone not in ids(get_recommendations(limit=28))


def test_visitors_can_try_with_titles_they_love(trained: list[list[Title]]) -> None:
    liked = [title.pk for title in trained[1][:3]]

    slate = get_recommendations(limit=5, liked=liked)

    assert slate.personalized
    assert set(ids(slate)) <= {title.pk for title in trained[1][3:]}


def test_without_any_model_the_catalog_answers(camps: list[list[Title]], member: User) -> None:
    rate_title(member=member, title_id=camps[0][0].pk, value=5)

    slate = get_recommendations(member=member, limit=5)

    assert (slate.personalized, slate.model, len(slate.results)) == (False, "catalog", 5)
    assert camps[0][0].pk not in ids(slate)


def test_an_empty_database_answers_with_nothing(db: None) -> None:
    slate = get_recommendations()

    assert (slate.personalized, slate.results) == (False, ())


def test_a_missing_model_asks_for_a_training_once(camps: list[list[Title]]) -> None:
    get_recommendations()
    first = TrainingRun.objects.count()
    serving_models.forget()
    ModelVersion.objects.update(active_key=None, status=ModelStatus.BROKEN)
    get_recommendations()

    assert (first, TrainingRun.objects.count()) == (1, 1)


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "missing", "pickle"])
def test_a_damaged_artifact_gives_way_to_the_version_before(
    trained: list[list[Title]], member: User, damage: str
) -> None:
    before = active_version("default")
    rate_title(member=member, title_id=trained[0][0].pk, value=5)
    run_training(algorithms=["default"], force=True)
    broken = active_version("default")
    assert before is not None
    assert broken is not None
    victim = max((artifact_store().path("default", broken.version)).glob("*.npy"), key=lambda file: file.stat().st_size)
    content = victim.read_bytes()
    match damage:
        case "truncate":
            victim.write_bytes(content[: len(content) // 2])
        case "flip":
            victim.write_bytes(content[:-5] + bytes([content[-5] ^ 0xFF]) + content[-4:])
        case "empty":
            victim.write_bytes(b"")
        case "missing":
            victim.unlink()
        case "pickle":
            victim.write_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR.")
    serving_models.forget()

    slate = get_recommendations(member=member, limit=5)

    broken.refresh_from_db()
    assert (slate.model, broken.status) == (str(before), ModelStatus.BROKEN)
    assert len(slate.results) == 5


def test_a_failing_step_is_left_out(trained: list[list[Title]], monkeypatch: pytest.MonkeyPatch, member: User) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("broken")

    for title in trained[0][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    for step in ("diversified", "causes", "in_mood"):
        monkeypatch.setattr(steps, step, fail)

    slate = get_recommendations(member=member, limit=5, mood="tender")

    assert (slate.personalized, len(slate.results)) == (True, 5)
    assert {pick.because for pick in slate.results} == {()}


def test_a_failing_model_leaves_the_catalog(trained: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise FloatingPointError("broken")

    monkeypatch.setattr(steps, "scored", fail)

    assert get_recommendations(limit=5).model == "catalog"


def test_the_gate_refuses_a_worse_model(trained: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    serving = active_version("default")
    assert serving is not None
    ModelVersion.objects.filter(pk=serving.pk).update(metrics={**serving.metrics, "ndcg@10": 0.999})

    _, (outcome,) = run_training(algorithms=["default"])

    assert (outcome.promoted, outcome.version.status) == (False, ModelStatus.REFUSED)
    assert active_version("default") == serving


def test_rollback_serves_the_version_before(trained: list[list[Title]]) -> None:
    first = active_version("default")
    run_training(algorithms=["default"], force=True)

    back = roll_back("default")

    assert back == first == active_version("default")
    assert ModelVersion.objects.filter(active_key="default").count() == 1


def test_training_is_due_when_ratings_have_changed(trained: list[list[Title]], member: User) -> None:
    fresh = is_stale()
    rate_title(member=member, title_id=trained[0][0].pk, value=5)

    assert (fresh, is_stale()) == (False, True)


@pytest.mark.parametrize("limit", [1, 3])
def test_an_answer_takes_a_fixed_number_of_queries(
    trained: list[list[Title]], member: User, limit: int, django_assert_num_queries: Any
) -> None:
    for title in trained[0][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    get_recommendations(member=member, limit=limit)

    with django_assert_num_queries(13):
        get_recommendations(member=member, limit=limit)
