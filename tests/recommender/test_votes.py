"""Votes end to end: they change the next answer, need no training, and are never mistaken for watched titles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from catalog.models import Title
from matchups.models import Top4Set
from matchups.services.top4 import set_top4
from matchups.services.voting import undo_vote
from moviesite.common.versions import current_version
from moviesite.events.models import OutboxEvent
from ratings.services.rating import rate_title
from recommender.loaders.interactions import load_history
from recommender.models import ModelVersion
from recommender.receivers import taste_told
from recommender.services.recommend import get_recommendations
from recommender.serving import steps
from recommender.serving.models import serving_model
from tests.camps import rated_at_once
from tests.factories import make_member, make_title
from tests.matchups.world import make_sets, make_visitor, trusted, vote

pytestmark = pytest.mark.django_db

ENOUGH = 5  # votes that make a member without a rating personal


def ids(slate: Any) -> list[int]:
    return [pick.card.id for pick in slate.results]


@pytest.fixture
def fours(trained: list[list[Title]]) -> list[list[Top4Set]]:
    """Top fours of each camp, each a little different from the one before."""
    return [
        [
            set_top4(
                member=make_member(f"owner-{camp}-{first}"), title_ids=[title.pk for title in titles[first : first + 4]]
            )
            for first in range(8)
        ]
        for camp, titles in enumerate(trained)
    ]


def vote_for_second_camp(member: User, fours: list[list[Top4Set]], count: int) -> None:
    voter = trusted(member)
    for left, right in list(zip(*fours, strict=True))[:count]:
        vote(voter, left, right, "b")


@pytest.fixture
def torn(trained: list[list[Title]], member: User) -> User:
    """A member who likes both camps alike."""
    for titles in trained:
        for title in titles[:2]:
            rate_title(member=member, title_id=title.pk, value=5)
    rated_at_once()
    return member


def share_of_second_camp(member: User, trained: list[list[Title]]) -> int:
    return len({title.pk for title in trained[1]} & set(ids(get_recommendations(member=member, limit=8, adventure=0))))


def test_votes_change_the_next_answer_without_training(
    trained: list[list[Title]], fours: list[list[Top4Set]], torn: User
) -> None:
    versions, before = ModelVersion.objects.count(), share_of_second_camp(torn, trained)

    vote_for_second_camp(torn, fours, 8)

    # Not all eight: the list keeps some of either camp for a member whose past has both.
    assert share_of_second_camp(torn, trained) >= before + 3
    assert ModelVersion.objects.count() == versions


def test_a_vote_taken_back_is_forgotten(fours: list[list[Top4Set]], torn: User) -> None:
    before = get_recommendations(member=torn, limit=8)
    vote_for_second_camp(torn, fours, 1)
    with_vote = get_recommendations(member=torn, limit=8)

    undo_vote(voter=trusted(torn))

    scores = [[pick.score for pick in slate.results] for slate in (before, with_vote)]
    assert scores[0] != scores[1]
    assert get_recommendations(member=torn, limit=8) == before


@pytest.mark.parametrize(("count", "personal"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_enough_votes_make_a_stranger_personal(
    fours: list[list[Top4Set]], member: User, count: int, personal: bool
) -> None:
    before = get_recommendations(member=member, limit=8)

    vote_for_second_camp(member, fours, count)

    after = get_recommendations(member=member, limit=8)
    assert after.personalized is personal
    assert (ids(after) != ids(before)) is personal
    assert {pick.because for pick in after.results} == {()}


def test_titles_in_votes_stay_on_offer(fours: list[list[Top4Set]], member: User) -> None:
    every = set(ids(get_recommendations(member=member, limit=28)))

    vote_for_second_camp(member, fours, 8)

    assert set(ids(get_recommendations(member=member, limit=28))) == every


def test_titles_newer_than_the_model_are_left_out(fours: list[list[Top4Set]], member: User) -> None:
    fresh = [make_title(f"Fresh {number}") for number in range(4)]
    unknown = set_top4(member=make_member("fresh"), title_ids=[title.pk for title in fresh])
    voter, serving = trusted(member), serving_model()
    assert serving is not None
    vote(voter, unknown, fours[0][0], "a")
    vote(voter, fours[1][0], fours[0][1], "tie")

    votes = load_history(member.pk, serving.items).votes

    assert votes.share.tolist() == [0.5]


def test_causes_make_room_for_votes(trained: list[list[Title]], torn: User) -> None:
    serving = serving_model()
    assert serving is not None
    history = load_history(torn.pk, serving.items)
    position = int(serving.items.to_dense([trained[0][5].pk])[0])
    whole = float(serving.model.contributions(history, position).clip(min=0).sum())

    alone, beside, chiefly = (
        steps.causes(serving, history, np.array([position]), np.array([part * whole], dtype=np.float32))[0]
        for part in (0.0, 0.5, 1.5)
    )

    assert sum(cause.share for cause in beside) == pytest.approx(sum(cause.share for cause in alone) / 1.5, abs=2e-3)
    assert (len(alone) > 0, chiefly) == (True, ())


def test_news_of_votes_make_shown_picks_stale(
    member: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    left, right = make_sets(2)
    voter, seen = trusted(member), [current_version(f"ratings:{member.pk}")]
    with django_capture_on_commit_callbacks(execute=True):
        vote(voter, left, right)
    seen.append(current_version(f"ratings:{member.pk}"))
    with django_capture_on_commit_callbacks(execute=True):
        undo_vote(voter=voter)
    seen.append(current_version(f"ratings:{member.pk}"))

    assert seen == sorted(set(seen))


def test_news_told_twice_or_of_visitors_do_no_harm(
    fours: list[list[Top4Set]], member: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote(make_visitor(), fours[0][0], fours[1][0], "a")
    vote_for_second_camp(member, fours, 1)
    before = get_recommendations(member=member, limit=8)
    events = [event.payload for event in OutboxEvent.objects.filter(type="vote_cast").order_by("pk")]

    with django_capture_on_commit_callbacks() as raised:
        for payload in [*events, *events]:
            taste_told(payload)

    assert ([payload["user_id"] for payload in events], len(raised)) == ([None, member.pk], 2)
    assert get_recommendations(member=member, limit=8) == before


@pytest.mark.parametrize("count", [1, 3])
def test_votes_cost_no_further_queries(
    fours: list[list[Top4Set]], torn: User, count: int, django_assert_num_queries: Any
) -> None:
    vote_for_second_camp(torn, fours, count)
    get_recommendations(member=torn, limit=3)

    with django_assert_num_queries(13):
        get_recommendations(member=torn, limit=3)
