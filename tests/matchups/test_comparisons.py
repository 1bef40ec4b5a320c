"""Which pairs are offered, and to whom."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.models import Block
from accounts.services.people import block_member
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.enums import PairReason
from matchups.exceptions import ComparisonNotFoundError, NoPairLeftError
from matchups.models import Comparison, Lineup, Top4Set
from matchups.services import comparisons, pool
from matchups.services.comparisons import next_comparison, own_comparison
from matchups.services.lineups import refresh_all
from matchups.services.top4 import clear_top4, set_top4
from matchups.services.voters import Voter
from matchups.services.voting import cast_vote, undo_vote
from tests.factories import make_member, make_titles
from tests.matchups.world import answer_next, expire, make_sets, make_visitor, make_voter, trusted

pytestmark = pytest.mark.django_db


def pairs_of(voter: Voter) -> list[frozenset[int]]:
    rows = Comparison.objects.filter(voter_key=voter.key)
    return [frozenset(pair) for pair in rows.values_list("pair_low", "pair_high")]


def answer_all(voter: Voter) -> int:
    """How many pairs there are for a voter."""
    count = 0
    while True:
        try:
            answer_next(voter)
        except NoPairLeftError:
            return count
        count += 1


def test_every_pair_comes_once_and_then_none() -> None:
    make_sets(6)
    voter = make_visitor()

    assert answer_all(voter) == 15
    assert len(set(pairs_of(voter))) == 15


def test_a_pair_stays_until_it_is_answered() -> None:
    make_sets(4)
    voter = make_voter()

    first = next_comparison(voter=voter)
    assert next_comparison(voter=voter).pk == first.pk
    ready = next_comparison(voter=voter, after=first.pk)
    assert ready.pk != first.pk
    cast_vote(voter=voter, comparison_id=first.pk, outcome="a")
    assert next_comparison(voter=voter).pk == ready.pk
    undo_vote(voter=voter)
    assert next_comparison(voter=voter).pk == first.pk


def test_an_open_pair_is_offered_again_with_time_to_answer() -> None:
    make_sets(2)
    voter = make_voter()
    first = next_comparison(voter=voter)
    expire(first)

    again = next_comparison(voter=voter)

    assert again.pk == first.pk
    assert cast_vote(voter=voter, comparison_id=again.pk, outcome="a").is_new


def test_own_sets_are_never_offered_not_even_former_ones() -> None:
    sets = make_sets(4)
    owner = sets[0].owner
    assert owner is not None
    set_top4(member=owner, title_ids=[film.pk for film in make_titles(4)])
    voter = trusted(owner)

    assert answer_all(voter) == 3
    assert all(sets[0].lineup_id not in pair for pair in pairs_of(voter))


def test_the_same_four_of_two_members_are_one_line_up() -> None:
    films = [film.pk for film in make_titles(4)]
    first = set_top4(member=make_member("first"), title_ids=films)
    second = set_top4(member=make_member("second"), title_ids=films[::-1])
    make_sets(1)

    assert first.lineup_id == second.lineup_id
    assert answer_all(make_visitor()) == 1


def test_blocked_owners_stay_away_in_both_directions() -> None:
    sets = make_sets(4)
    voter = make_voter()
    assert voter.member is not None
    for owner, blocker in ((sets[0].owner, voter.member), (voter.member, sets[1].owner)):
        assert owner is not None
        assert blocker is not None
        block_member(member=blocker, blocked=owner)

    assert Block.objects.count() == 2
    assert answer_all(voter) == 1


def test_three_films_in_common_are_no_pair() -> None:
    films = [film.pk for film in make_titles(6)]
    for name, four in (("one", films[:4]), ("two", films[1:5]), ("three", films[2:])):
        set_top4(member=make_member(name), title_ids=four)

    voter = make_visitor()

    assert answer_all(voter) == 1
    keys = {pk: set(key.split("-")) for pk, key in Lineup.objects.values_list("pk", "key")}
    (pair,) = pairs_of(voter)
    left, right = (keys[pk] for pk in pair)
    assert len(left & right) == 2


def test_a_withdrawn_title_takes_its_sets_out() -> None:
    sets = make_sets(3)
    voter = make_voter()
    offered = next_comparison(voter=voter)
    gone = offered.set_a
    Title.objects.filter(pk=gone.entries.get(position=1).title_id).update(status=TitleStatus.DRAFT)

    assert next_comparison(voter=voter).pk != offered.pk
    assert refresh_all() == 1
    assert {row.pk for row in sets} - {gone.pk} == set(
        Top4Set.objects.filter(lineup__is_open=True).values_list("pk", flat=True)
    )


def test_a_set_with_an_adult_title_is_not_offered() -> None:
    sets = make_sets(3)
    Title.objects.filter(pk=sets[0].entries.get(position=3).title_id).update(is_adult=True)

    assert refresh_all() == 1
    assert answer_all(make_visitor()) == 1


def test_a_set_that_was_taken_down_is_not_offered() -> None:
    sets = make_sets(3)
    assert sets[0].owner is not None
    clear_top4(member=sets[0].owner)

    assert answer_all(make_visitor()) == 1


def test_unknown_line_ups_stay_away() -> None:
    make_sets(4)
    voter = make_voter()
    first = next_comparison(voter=voter)
    cast_vote(voter=voter, comparison_id=first.pk, outcome="skip", skip_reason="unknown")

    assert answer_all(voter) == 1


def test_what_is_offered_to_one_is_nothing_to_another() -> None:
    make_sets(2)
    ticket = next_comparison(voter=make_voter())

    with pytest.raises(ComparisonNotFoundError):
        own_comparison(voter=make_voter("other"), comparison_id=ticket.pk)


def test_nothing_to_compare() -> None:
    make_sets(1)

    with pytest.raises(NoPairLeftError):
        next_comparison(voter=make_visitor())


def test_pairs_come_from_the_common_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    make_sets(30)
    monkeypatch.setattr(comparisons, "DRAWN", 8)
    planned = pool.planned_pairs()

    offered = [next_comparison(voter=make_visitor(f"visitor{n}")) for n in range(20)]

    known = {(pair.a, pair.b): pair.reason for pair in planned}
    assert [row.reason for row in offered] == [known[row.lineup_a_id, row.lineup_b_id] for row in offered]


def test_a_plan_is_made_once_and_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    make_sets(12)
    first = pool.planned_pairs()

    monkeypatch.setattr(pool, "make_plan", lambda: pytest.fail("the plan is there"))

    assert pool.planned_pairs() == first


def test_an_old_plan_serves_while_a_new_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    make_sets(12)
    monkeypatch.setattr(pool, "FRESH", 0)
    first = pool.planned_pairs()
    cache.set("matchups:pool:loading", 1, 60)

    assert pool.planned_pairs() == first
    cache.delete("matchups:pool:loading")
    assert pool.planned_pairs() != first


def test_a_quarter_of_the_plan_is_random() -> None:
    make_sets(40, titles=120)

    plan = pool.make_plan(400)

    reasons = [pair.reason for pair in plan]
    assert reasons.count(PairReason.RANDOM) == len(plan) // 4


def test_choosing_costs_the_same_however_many_sets(django_assert_max_num_queries: object) -> None:
    make_sets(80)
    pool.planned_pairs()
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        next_comparison(voter=make_visitor())
