"""The board worked out from a few known votes."""

from __future__ import annotations

from datetime import UTC, timedelta
from math import log

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Title
from matchups import tasks
from matchups.elo import START, expected
from matchups.exceptions import RefitBusyError
from matchups.models import Lineup, RatingChange, Refit, StandingPoint, TitleStanding, Top4Set
from matchups.services.pool import planned_pairs
from matchups.services.refit import refit_board
from matchups.services.replay import rebuild_live
from matchups.services.top4 import clear_top4, set_top4
from matchups.services.voting import undo_vote
from tests.factories import make_member, make_title
from tests.matchups.world import lineup_id, make_sets, make_visitor, make_voter, vote

pytestmark = pytest.mark.django_db


def compare_all(sets: list[Top4Set], rounds: int = 6) -> None:
    """Each voter says of each pair that the earlier set is better."""
    for number in range(rounds):
        voter = make_voter(f"voter{number}")
        for better in range(len(sets)):
            for worse in range(better + 1, len(sets)):
                vote(voter, sets[better], sets[worse])


def standings() -> list[tuple[float, float, float]]:
    rows = [*Lineup.objects.order_by("pk"), *TitleStanding.objects.order_by("pk")]
    return [(row.strength, row.low, row.high) for row in rows]


def test_the_order_of_clear_votes_is_recovered() -> None:
    sets = make_sets(4)
    compare_all(sets)

    made = refit_board()

    ordered = list(Lineup.objects.order_by("-strength").values_list("pk", flat=True))
    assert ordered == [lineup_id(row) for row in sets]
    assert (made.votes, made.lineups, made.titles, made.log_loss) == (36, 4, 16, None)
    assert list(Refit.objects.all()) == [made]


def test_votes_that_balance_leave_everybody_in_the_middle() -> None:
    one, other = make_sets(2)
    voter = make_voter("first")
    vote(voter, one, other, "a")
    vote(make_voter("second"), other, one, "a")
    vote(make_voter("third"), one, other, "tie")

    refit_board()

    assert [round(strength, 6) for strength, _, _ in standings()] == [START] * 10


def test_what_weighs_nothing_or_says_nothing_is_not_in_it() -> None:
    one, other = make_sets(2)
    vote(make_visitor(), one, other)  # waits
    vote(make_voter("skipper"), one, other, "skip")
    vote(make_voter("undoer"), one, other)
    voter = make_voter("last")
    vote(voter, one, other)
    undo_vote(voter=voter)

    assert refit_board().votes == 1


def test_a_set_that_nobody_has_voted_on_stands_where_its_titles_put_it() -> None:
    winner, loser = make_sets(2)
    for number in range(8):
        vote(make_voter(f"voter{number}"), winner, loser)
    best, worst = ([row.title_id for row in top4.entries.order_by("position")] for top4 in (winner, loser))
    mixed = set_top4(member=make_member("newcomer"), title_ids=[*best[:3], worst[0]])

    refit_board()

    row = Lineup.objects.get(pk=lineup_id(mixed))
    films = TitleStanding.objects.in_bulk([*best[:3], worst[0]])
    assert row.strength == pytest.approx(sum(film.strength for film in films.values()) / 4)
    assert row.votes == 0
    assert row.low < row.strength < row.high


def test_fitting_again_or_after_a_replay_changes_nothing() -> None:
    compare_all(make_sets(3), rounds=3)
    refit_board()
    first = standings()

    refit_board()
    again = standings()
    rebuild_live()
    refit_board()

    assert (again, standings()) == (first, first)


def test_live_ratings_stay_as_they_are() -> None:
    compare_all(make_sets(3), rounds=2)
    before = list(Lineup.objects.order_by("pk").values_list("rating", "votes"))

    refit_board()

    assert list(Lineup.objects.order_by("pk").values_list("rating", "votes")) == before


def test_a_title_without_a_row_gets_one_and_one_that_is_gone_stays_away() -> None:
    one, other = make_sets(2)
    vote(make_voter(), one, other)
    lacking, gone = (row.entries.order_by("position")[0].title_id for row in (one, other))
    TitleStanding.objects.filter(pk=lacking).delete()
    Title.objects.filter(pk=gone).delete()

    refit_board()

    assert TitleStanding.objects.filter(pk=lacking).exists()
    assert TitleStanding.objects.count() == 7


def test_without_any_set_there_is_nothing_to_fit() -> None:
    made = refit_board()

    assert (made.votes, made.lineups, made.titles, made.log_loss) == (0, 0, 0, None)


def test_the_last_refit_is_judged_by_random_pairs_voted_on_since() -> None:
    sets = make_sets(2)
    for number in range(4):
        vote(make_voter(f"early{number}"), *sets)
    refit_board()
    strengths = [Lineup.objects.get(pk=lineup_id(row)).strength for row in sets]
    vote(make_voter("later"), *sets, "b")

    made = refit_board()

    assert made.log_loss == pytest.approx(-log(1 - expected(*strengths)), rel=1e-9)


def test_points_are_written_for_what_was_voted_on_and_only_once_a_day() -> None:
    sets = make_sets(3)
    vote(make_voter(), sets[0], sets[1])

    refit_board()
    vote(make_voter("second"), sets[0], sets[1])
    refit_board()

    points = StandingPoint.objects.filter(lineup__isnull=False).order_by("lineup_id")
    rows = Lineup.objects.filter(pk__in=[lineup_id(row) for row in sets[:2]]).order_by("pk")
    assert [(row.lineup_id, row.day, row.rating, row.strength, row.low, row.high, row.votes) for row in points] == [
        (row.pk, timezone.now().astimezone(UTC).date(), row.rating, row.strength, row.low, row.high, 2) for row in rows
    ]
    assert StandingPoint.objects.filter(title__isnull=False).count() == 8


def test_what_was_not_voted_on_since_the_last_refit_gets_no_further_point() -> None:
    sets = make_sets(2)
    vote(make_voter(), *sets)
    yesterday = timezone.now() - timedelta(days=1)
    RatingChange.objects.update(made_at=yesterday)
    refit_board()
    StandingPoint.objects.update(day=yesterday.date())
    Refit.objects.update(started_at=yesterday + timedelta(hours=1))

    refit_board()

    assert set(StandingPoint.objects.values_list("day", flat=True)) == {yesterday.date()}


def test_only_one_process_fits_and_a_dead_one_blocks_nobody_for_long() -> None:
    cache.add("matchups:refit", "another", 60)

    with pytest.raises(RefitBusyError):
        refit_board()
    tasks.refit_board()  # for the schedule that is no failure
    assert Refit.objects.count() == 0

    cache.delete("matchups:refit")  # as it is when its time is over
    refit_board()
    refit_board()  # the lease was given back
    assert Refit.objects.count() == 2


def test_a_refit_that_fails_gives_its_lease_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchups.services.refit.load_votes", lambda since: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        refit_board()

    assert cache.get("matchups:refit") is None


def test_the_plan_of_pairs_is_made_anew() -> None:
    sets = make_sets(3)
    first = planned_pairs()
    clear_top4(member=sets[2].owner)  # type: ignore[arg-type]
    assert planned_pairs() == first

    refit_board()

    left = {pk for pair in planned_pairs() for pk in (pair.a, pair.b)}
    assert left == {lineup_id(row) for row in sets[:2]}


def test_progress_ends_at_the_whole() -> None:
    compare_all(make_sets(2), rounds=1)
    told: list[tuple[str, float]] = []

    refit_board(progress=lambda what, done: told.append((what, done)))

    assert (told[0], told[-1]) == (("reading votes", 0.0), ("done", 1.0))
    assert [done for _, done in told] == sorted(done for _, done in told)


def test_queries_do_not_grow_with_rows_within_a_part() -> None:
    make_sets(1)
    refit_board()
    counts = []
    for number in (1, 3):
        Lineup.objects.update(strength=0)
        TitleStanding.objects.update(strength=0)
        with CaptureQueriesContext(connection) as seen:
            refit_board()
        counts.append(len(seen))
        make_more(number)

    assert counts[0] == counts[1]


def make_more(number: int) -> None:
    """Further sets of new members."""
    for at in range(number):
        four = [make_title(f"Film {number} {at} {place}").pk for place in range(4)]
        set_top4(member=make_member(f"more{number}x{at}"), title_ids=four)


def test_the_hourly_task_attaches_and_refreshes() -> None:
    one, other = make_sets(2)
    Top4Set.objects.filter(pk=one.pk).update(lineup=None)
    Lineup.objects.update(is_open=False)

    tasks.refresh_lineups()

    one.refresh_from_db()
    assert lineup_id(one) != lineup_id(other)
    assert Lineup.objects.filter(is_open=True).count() == 2
