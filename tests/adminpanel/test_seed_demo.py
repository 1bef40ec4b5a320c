"""The demo: whole, deterministic, written once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from adminpanel.demo.seed import remove_demo_members
from adminpanel.demo.tastes import TitleFacts, make_tastes
from adminpanel.models import DailyFigure
from adminpanel.services.figures import count_days
from catalog.models import Title, TitleStats
from matchups.elo import START
from matchups.models import Comparison, Lineup, Top4Set, Vote
from matchups.services.replay import replay_ledger
from ratings.models import Rating, Review, TitleList
from ratings.services.rebuild import rebuild_stats

UNTIL = "2026-06-01"


def seed(**options: object) -> str:
    out = StringIO()
    call_command("seed_demo", members=24, ratings=900, until=UNTIL, verbosity=0, stdout=out, **options)
    return out.getvalue()


def world() -> list[tuple[object, ...]]:
    return list(
        Rating.objects.order_by("user__username", "title__slug").values_list(
            "user__username", "title__slug", "value", "created_at"
        )
    )


@pytest.mark.django_db
def test_a_second_run_changes_nothing() -> None:
    seed()
    before = world()

    said = seed()

    assert said == "0 titles new, 0 changed; 0 members, 0 ratings, 0 reviews, 0 lists, 0 votes.\n"
    assert world() == before


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_site_and_another_does_not() -> None:
    seed(seed=3)
    first = world()
    seed(seed=3, reset=True)
    again = world()
    seed(seed=4, reset=True)

    assert first == again
    assert world() != first


@pytest.mark.django_db
def test_the_demo_is_what_was_promised() -> None:
    seed()

    languages = Counter(Title.objects.values_list("language", flat=True))
    assert Title.objects.count() >= 600
    assert min(languages[code] for code in ("te", "hi", "ta", "kn", "en")) >= 60
    assert Title.objects.filter(is_anime=True).count() >= 60
    assert Rating.objects.count() >= 900
    assert Rating.objects.filter(created_at__gt=datetime(2026, 6, 1, tzinfo=UTC)).count() == 0
    assert min(Review.objects.count(), TitleList.objects.count(), Top4Set.objects.count()) > 0
    assert not any(user.has_usable_password() for user in User.objects.filter(is_demo=True))


@pytest.mark.django_db
def test_sums_are_those_of_the_rows() -> None:
    seed()
    sums = list(TitleStats.objects.order_by("pk").values())

    rebuild_stats()

    assert list(TitleStats.objects.order_by("pk").values()) == sums


@pytest.mark.django_db
def test_days_counted_before_the_demo_came_are_counted_again() -> None:
    today = timezone.now().date()
    count_days()
    assert DailyFigure.objects.filter(name="ratings", value__gt=0).count() == 0

    call_command("seed_demo", members=24, ratings=900, until=f"{today}", verbosity=0, stdout=StringIO())

    given: dict[date, int] = dict(
        Rating.objects.order_by().annotate(day=TruncDate("created_at")).values_list("day").annotate(n=Count("pk"))
    )
    counted = dict(DailyFigure.objects.filter(name="ratings").values_list("day", "value"))
    days = [today - timedelta(days=back) for back in range(35)]
    assert counted == {day: given.get(day, 0) for day in days}
    assert sum(counted.values()) > 0


@pytest.mark.django_db
def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="takes a date"):
        call_command("seed_demo", until="yesterday", verbosity=0)


def _facts(count: int) -> list[TitleFacts]:
    genres = ("romance", "horror", "comedy", "war")
    return [
        TitleFacts(n, ("te", "en")[n % 2], False, 1990 + n % 30, (genres[n % 4],), (), (f"person {n % 9}",), 0.0)
        for n in range(count)
    ]


def test_tastes_hang_together() -> None:
    facts = _facts(400)

    tastes = make_tastes(facts, members=80, ratings=6000, seed=1)

    halves: list[tuple[float, float]] = []
    for taste in tastes:
        genres = np.asarray([facts[row].genres[0] for row in taste.title_rows])
        parity = np.arange(len(genres)) % 2
        cells = [
            taste.stars[(genres == genre) & (parity == half)] for half in (0, 1) for genre in ("romance", "horror")
        ]
        if min(map(len, cells)) >= 5:
            halves.append((cells[0].mean() - cells[1].mean(), cells[2].mean() - cells[3].mean()))
    assert sum(len(taste.stars) for taste in tastes) >= 6000
    assert {float(star) for taste in tastes for star in taste.stars} <= set(np.arange(0.5, 5.5, 0.5))
    # What a member prefers in one half of their ratings they prefer in the other.
    assert np.corrcoef(np.asarray(halves).T)[0, 1] > 0.4


@pytest.mark.django_db
def test_votes_are_in_the_ratings_and_go_with_their_members() -> None:
    said = seed()

    counted = Vote.objects.filter(state="counted").count()
    assert said.endswith(f", {counted} votes.\n")
    assert counted > 100
    assert Lineup.objects.aggregate(total=Sum("votes"))["total"] == 2 * counted
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-6)
    remove_demo_members()
    assert (Vote.objects.count(), Comparison.objects.count(), Top4Set.objects.count()) == (0, 0, 0)
    assert set(Lineup.objects.values_list("rating", "votes")) == {(START, 0)}
