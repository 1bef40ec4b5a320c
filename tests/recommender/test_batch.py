"""Picks of all members ahead of time: those the model would give, once, resumed, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from ratings.enums import SavedKind
from ratings.models import Rating
from ratings.services.rating import rate_title
from ratings.services.shelves import set_saved
from recommender.loaders.batch import recommendations_of
from recommender.loaders.interactions import hidden_titles, load_history
from recommender.models import Recommendation, ScoredMember
from recommender.services import batch
from recommender.services.batch import BatchReport, score_all
from recommender.services.dismissals import dismiss_title
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from recommender.serving.models import serving_model
from recommender.tasks import score_all_members

pytestmark = pytest.mark.django_db
VIEWERS = 24


@pytest.fixture
def trained(camps: list[list[Title]]) -> list[list[Title]]:
    """The camps, learnt by the model whose scores are told apart here, and by popularity."""
    run_training(algorithms=("popularity", "default"))
    return camps


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "block_size", lambda _n: 10)


def stored(member: User) -> list[int]:
    return [title_id for title_id, _score in recommendations_of(member.pk, 100)]


def test_every_member_gets_what_the_model_thinks_best(trained: list[list[Title]], small_blocks: None) -> None:
    heard: list[float] = []

    report = score_all(limit=7, progress=heard.append)

    serving = serving_model()
    assert serving is not None
    assert report == BatchReport(members=VIEWERS, computed=VIEWERS, cleared=0)
    assert heard == [10 / VIEWERS, 20 / VIEWERS, 1.0]
    for member in User.objects.filter(username__in=["viewer-0", "viewer-7", "viewer-23"]):
        hidden = serving.items.to_dense(sorted(hidden_titles(member.pk)))
        best, scores = serving.model.recommend(load_history(member.pk, serving.items), 7, hidden)
        rows = recommendations_of(member.pk, 7)
        assert [title_id for title_id, _ in rows] == serving.items.to_external(best).tolist()
        assert [score for _, score in rows] == pytest.approx(scores.tolist(), rel=1e-4)


def test_what_is_hidden_muted_or_withdrawn_is_not_stored(trained: list[list[Title]], member: User) -> None:
    rate_title(member=member, title_id=trained[0][0].pk, value=5)
    dismiss_title(member=member, title_id=trained[0][1].pk)
    Title.objects.filter(pk=trained[0][2].pk).update(status=TitleStatus.ARCHIVED)
    member.profile.muted_languages = ["en"]
    member.profile.save()

    score_all()

    assert set(stored(member)) == {title.pk for title in trained[0][3:]}


def test_a_second_run_writes_nothing_and_a_changed_history_is_computed_anew(
    trained: list[list[Title]], member: User, django_assert_num_queries: Any
) -> None:
    rate_title(member=member, title_id=trained[0][0].pk, value=5)
    score_all()
    before = list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))

    again = score_all()
    unchanged = list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))
    rate_title(member=member, title_id=trained[0][1].pk, value=5)
    after = score_all()

    assert (again, unchanged) == (BatchReport(members=VIEWERS + 1, computed=0, cleared=0), before)
    assert after == BatchReport(members=VIEWERS + 1, computed=1, cleared=0)
    assert trained[0][1].pk not in stored(member)


def test_a_run_that_was_broken_off_goes_on_where_it_was(
    trained: list[list[Title]], small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: float) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_all(progress=stop)

    assert ScoredMember.objects.count() == 20
    assert score_all() == BatchReport(members=VIEWERS, computed=4, cleared=0)


def test_another_version_computes_all_anew(trained: list[list[Title]]) -> None:
    score_all(limit=3)
    run_training(algorithms=["default"], force=True)
    serving_models.forget()

    report = score_all(limit=3)

    serving = serving_model()
    assert serving is not None
    assert report.computed == VIEWERS
    assert set(Recommendation.objects.values_list("version", flat=True)) == {serving.version.pk}


def test_who_has_nothing_to_go_by_any_more_loses_the_rows(trained: list[list[Title]], member: User) -> None:
    set_saved(member=member, title_id=trained[1][0].pk, kind=SavedKind.FAVORITE, saved=True)
    score_all(limit=3)
    with_favorite = len(stored(member))
    set_saved(member=member, title_id=trained[1][0].pk, kind=SavedKind.FAVORITE, saved=False)

    report = score_all(limit=3)

    assert (with_favorite, stored(member), report.cleared) == (3, [], 1)


def test_who_dislikes_everything_has_no_picks_of_their_own(trained: list[list[Title]], member: User) -> None:
    rate_title(member=member, title_id=trained[0][0].pk, value=0.5)

    score_all()

    assert (stored(member), ScoredMember.objects.filter(user=member).count()) == ([], 1)


def test_without_a_model_nothing_happens(camps: list[list[Title]]) -> None:
    assert (score_all(), Recommendation.objects.count()) == (BatchReport(), 0)


def test_a_withdrawn_title_is_not_read(trained: list[list[Title]], member: User) -> None:
    rate_title(member=member, title_id=trained[0][0].pk, value=5)
    score_all()
    first = stored(member)[0]

    Title.objects.filter(pk=first).update(status=TitleStatus.ARCHIVED)

    assert first not in stored(member)


@pytest.mark.parametrize("count", [1, 3])
def test_a_block_takes_a_fixed_number_of_queries(
    trained: list[list[Title]], count: int, django_assert_num_queries: Any
) -> None:
    Rating.objects.exclude(user__username__in=[f"viewer-{number}" for number in range(count)]).delete()
    serving_model()

    with django_assert_num_queries(21):
        report = score_all(limit=3)

    assert report.computed == count


def test_one_worker_at_a_time(trained: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr("recommender.tasks.score_all", lambda: (calls.append(1), score_all_members())[0])

    score_all_members()
    score_all_members()

    assert calls == [1, 1]


def test_the_command_scores_after_training(camps: list[list[Title]], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("train", "popularity", "default", "--score-all", "--force", verbosity=0)

    assert f"Picks of {VIEWERS} members; {VIEWERS} computed anew." in capsys.readouterr().out
