"""Ratings and the sums that follow them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from catalog.exceptions import TitleNotFoundError
from catalog.models import RATING_BINS, Title, TitleStats
from catalog.services.stats import PRIOR_MEAN, PRIOR_WEIGHT, bin_of
from moviesite.events.models import OutboxEvent
from ratings.exceptions import RatingExistsError, RatingNotFoundError, RatingRangeError
from ratings.models import Rating
from ratings.services.rating import create_rating, delete_rating, rate_title, update_rating
from ratings.services.rebuild import rebuild_stats
from tests.factories import make_member, make_title
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def sums(title: Title) -> dict[str, Any]:
    stats = TitleStats.objects.get(pk=title.pk)
    return {name: getattr(stats, name) for name in (*RATING_BINS, "rating_count", "rating_total", "average", "score")}


def test_a_rating_is_summed_up(member: User, other_member: User) -> None:
    title = make_title()

    rate_title(member=member, title_id=title.pk, value=4.5)
    rate_title(member=other_member, title_id=title.pk, value=2)

    stats = TitleStats.objects.get(pk=title.pk)
    assert stats.histogram == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert (stats.rating_count, stats.rating_total, stats.average) == (2, 650, 3.25)
    assert stats.score == pytest.approx((PRIOR_WEIGHT * PRIOR_MEAN + 6.5) / (PRIOR_WEIGHT + 2))


def test_replacing_moves_a_rating_and_deleting_removes_it(member: User) -> None:
    title = make_title()
    before = sums(title)

    first = rate_title(member=member, title_id=title.pk, value=4)
    second = rate_title(member=member, title_id=title.pk, value=1.25)
    after_second = sums(title)
    delete_rating(member=member, title_id=title.pk)

    assert (first.created, second.created) == (True, False)
    assert (after_second["rating_count"], after_second["rating_total"], after_second["h3"]) == (1, 125, 1)
    assert sums(title) == before


@pytest.mark.parametrize(("value", "column"), [(0, 0), (0.24, 0), (0.25, 1), (4.74, 9), (4.75, 10), (5, 10)])
def test_histogram_takes_the_nearest_half_step(value: float, column: int) -> None:
    assert bin_of(value) == column


@pytest.mark.parametrize("value", [-0.01, 5.01, float("nan"), float("inf")])
def test_values_outside_the_scale_are_refused(member: User, value: float) -> None:
    title = make_title()

    with pytest.raises(RatingRangeError):
        rate_title(member=member, title_id=title.pk, value=value)

    assert Rating.objects.count() == 0


def test_create_update_delete_know_what_is_there(member: User) -> None:
    title = make_title()

    with pytest.raises(RatingNotFoundError):
        update_rating(member=member, title_id=title.pk, value=3)
    with pytest.raises(RatingNotFoundError):
        delete_rating(member=member, title_id=title.pk)
    create_rating(member=member, title_id=title.pk, value=3)
    with pytest.raises(RatingExistsError):
        create_rating(member=member, title_id=title.pk, value=4)

    assert Rating.objects.get().value == 3


@pytest.mark.parametrize("status", ["draft", "review", "archived"])
def test_unpublished_titles_cannot_be_rated(member: User, status: str) -> None:
    title = make_title(status=status)

    with pytest.raises(TitleNotFoundError):
        rate_title(member=member, title_id=title.pk, value=3)


def test_the_database_itself_refuses_doubles_and_values_off_the_scale(member: User) -> None:
    title = make_title()
    Rating.objects.create(user=member, title=title, value=3)

    for fields in ({"user": member, "value": 3}, {"user": make_member("third"), "value": 5.5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(title=title, **fields)


def test_a_rating_is_told_in_its_transaction(member: User) -> None:
    title = make_title()

    rate_title(member=member, title_id=title.pk, value=4.5)

    assert OutboxEvent.objects.get().payload == {
        "type": "rating_changed",
        "user_id": member.pk,
        "movie_id": title.pk,
        "rating": 4.5,
    }


def test_rebuilt_sums_equal_the_incremental_ones() -> None:
    chance = random.Random(5)
    titles = [make_title(f"Title {number}") for number in range(4)]
    members = [make_member(f"member-{number}") for number in range(6)]
    for _ in range(80):
        member, title = chance.choice(members), chance.choice(titles)
        if chance.random() < 0.2 and Rating.objects.filter(user=member, title=title).exists():
            delete_rating(member=member, title_id=title.pk)
        else:
            rate_title(member=member, title_id=title.pk, value=round(chance.uniform(0, 5), 2))
    incremental = [sums(title) for title in titles]
    TitleStats.objects.update(rating_count=0, rating_total=0, average=None, score=0, h10=99)

    rebuild_stats()

    assert [sums(title) for title in titles] == incremental


def _rate_many(user_ids: list[int], title_ids: list[int], seed: int, times: int) -> None:
    chance = random.Random(seed)
    members = list(User.objects.filter(pk__in=user_ids).order_by("pk"))
    for _ in range(times):
        member, title_id = chance.choice(members), chance.choice(title_ids)
        if chance.random() < 0.15:
            try:
                delete_rating(member=member, title_id=title_id)
            except RatingNotFoundError:
                continue
        else:
            rate_title(member=member, title_id=title_id, value=chance.randrange(0, 11) / 2)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_processes_neither_double_nor_lose_nor_fail() -> None:
    titles = [make_title(f"Title {number}") for number in range(5)]
    members = [make_member(f"member-{number}") for number in range(10)]
    arguments = ([member.pk for member in members], [title.pk for title in titles])

    run_in_processes(_rate_many, [(*arguments, seed, 40) for seed in range(8)])

    incremental = [sums(title) for title in titles]
    rebuild_stats()
    assert [sums(title) for title in titles] == incremental
    assert Rating.objects.count() == sum(row["rating_count"] for row in incremental)
    assert OutboxEvent.objects.filter(delivered_at=None, attempts__gt=0).count() == 0
