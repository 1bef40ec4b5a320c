"""A ranking turned into stars, and back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Activity, User
from catalog.models import TitleStats
from moviesite.events.models import OutboxEvent
from ratings.exceptions import NothingToUndoError, StarsPlanChangedError
from ratings.models import RankingConversion, Rating
from ratings.selectors.ranking import settled_ranking, stars_plan
from ratings.services.ranking_stars import StarsUndone, turn_into_stars, undo_stars
from ratings.services.rating import delete_rating, rate_title
from ratings.services.rebuild import rebuild_stats
from tests.factories import make_titles
from tests.ratings.ranking.rankers import rank_all

pytestmark = pytest.mark.django_db
STARS = [1.0, 4.5, 3.0, 3.0, 5.0, 2.5]
SUMS = [field.name for field in TitleStats._meta.fields if field.name != "trend"]


@pytest.fixture
def truth(member: User) -> list[int]:
    """Six ranked titles, best first, whose stars say something else; and one that is not ranked."""
    begun = timezone.now() - timedelta(days=9)
    ids = [title.pk for title in make_titles(7)]
    for title_id, value in zip(ids, STARS, strict=False):
        rate_title(member=member, title_id=title_id, value=value, now=begun)
    rank_all(member, ids[:6])
    rate_title(member=member, title_id=ids[6], value=0.5)
    return ids


def given(member: User) -> dict[int, float]:
    """What the member gives."""
    return dict(Rating.objects.filter(user=member).order_by("title_id").values_list("title_id", "value"))


def test_preview_says_what_would_change_and_changes_nothing(member: User, truth: list[int]) -> None:
    before = given(member)
    plan = stars_plan(settled_ranking(member))

    assert [(change.rank, change.title_id, change.before, change.after) for change in plan.changes] == [
        (1, truth[0], 1.0, 5.0),
        (5, truth[4], 5.0, 2.5),
        (6, truth[5], 2.5, 1.0),
    ]
    assert plan.kept == 3
    assert given(member) == before


def test_stars_follow_the_ranking_and_the_histogram_stays(member: User, truth: list[int]) -> None:
    before = given(member)
    dates = dict(Rating.objects.values_list("title_id", "updated_at"))
    turn_into_stars(member=member)
    after = given(member)

    assert [after[title_id] for title_id in truth] == [5.0, 4.5, 3.0, 3.0, 2.5, 1.0, 0.5]
    assert Counter(after.values()) == Counter(before.values())
    assert dict(Rating.objects.values_list("title_id", "updated_at")) == dates
    assert list(settled_ranking(member).state.order) == truth[:6]


def test_sums_stay_true_and_one_event_tells(member: User, truth: list[int]) -> None:
    OutboxEvent.objects.all().delete()
    turn_into_stars(member=member)
    kept = list(TitleStats.objects.order_by("pk").values(*SUMS))
    rebuild_stats()

    assert list(TitleStats.objects.order_by("pk").values(*SUMS)) == kept
    assert [
        (event.type, event.payload["movie_ids"], event.payload["source"]) for event in OutboxEvent.objects.all()
    ] == [("ratings_imported", sorted([truth[0], truth[4], truth[5]]), "ranking")]


@pytest.mark.django_db(transaction=True)
def test_followers_are_told_of_no_import(member: User, truth: list[int]) -> None:
    turn_into_stars(member=member)

    assert not Activity.objects.filter(kind="imported").exists()


def test_all_of_it_can_be_taken_back_once(member: User, truth: list[int]) -> None:
    before = given(member)
    turn_into_stars(member=member)
    undone = undo_stars(member=member)

    assert undone == StarsUndone(restored=3, left=0)
    assert given(member) == before
    with pytest.raises(NothingToUndoError):
        undo_stars(member=member)
    assert RankingConversion.objects.get().undone_at is not None


def test_what_was_rated_anew_since_is_left(member: User, truth: list[int]) -> None:
    turn_into_stars(member=member)
    rate_title(member=member, title_id=truth[0], value=2)
    delete_rating(member=member, title_id=truth[5])
    undone = undo_stars(member=member)

    assert undone == StarsUndone(restored=1, left=2)
    assert given(member)[truth[0]] == 2
    assert given(member)[truth[4]] == 5.0
    assert truth[5] not in given(member)


def test_only_what_was_seen_is_done(member: User, truth: list[int]) -> None:
    seen = stars_plan(settled_ranking(member)).key
    rate_title(member=member, title_id=truth[1], value=0.5)

    with pytest.raises(StarsPlanChangedError):
        turn_into_stars(member=member, plan_key=seen)
    assert RankingConversion.objects.count() == 0
    assert turn_into_stars(member=member, plan_key=stars_plan(settled_ranking(member)).key).changes != ()


def test_twice_changes_nothing_more_and_the_first_can_still_be_undone(member: User, truth: list[int]) -> None:
    before = given(member)
    turn_into_stars(member=member)
    again = turn_into_stars(member=member)
    undo_stars(member=member)

    assert again.changes == ()
    assert given(member) == before


def test_sums_are_true_after_taking_back(member: User, truth: list[int]) -> None:
    kept = list(TitleStats.objects.order_by("pk").values(*SUMS))
    turn_into_stars(member=member)
    undo_stars(member=member)

    assert list(TitleStats.objects.order_by("pk").values(*SUMS)) == kept
