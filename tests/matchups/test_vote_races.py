"""Votes of many processes at once: nothing lost, nothing doubled, every point accounted for."""

from __future__ import annotations

import pytest
from django.db.models import F, Sum

from accounts.models import User
from matchups.elo import START
from matchups.models import Lineup, PairTally, RatingChange, TitleStanding, Top4Set, Vote
from matchups.services.replay import replay_ledger
from matchups.services.voters import Voter, member_key
from matchups.services.voting import cast_vote, undo_vote
from moviesite.events.models import OutboxEvent
from tests.factories import make_member
from tests.matchups.world import make_comparison, make_sets, trusted
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 8
VOTES = 60


def _vote_on(tickets: list[tuple[int, int, str]]) -> int:
    """Answer tickets one after the other: (member, comparison, outcome)."""
    done = 0
    for user_id, comparison_id, outcome in tickets:
        member = User.objects.get(pk=user_id)
        done += cast_vote(voter=Voter(member_key(user_id), member), comparison_id=comparison_id, outcome=outcome).is_new
    return done


def _tickets(
    members: list[User], left: Top4Set, right: Top4Set, *, both_ways: bool = True
) -> list[tuple[int, int, str]]:
    tickets = []
    for number, member in enumerate(members):
        sides = (left, right) if number % 2 else (right, left)
        comparison = make_comparison(trusted(member), *sides)
        tickets.append((member.pk, comparison.pk, ("a", "b", "tie")[number % 3]))
    return tickets


def test_votes_on_one_pair_from_many_processes() -> None:
    left, right = make_sets(2)
    tickets = _tickets([make_member(f"voter{n}") for n in range(PROCESSES * VOTES)], left, right)

    done = run_in_processes(_vote_on, [(tickets[n::PROCESSES],) for n in range(PROCESSES)])

    assert sum(done) == len(tickets) == Vote.objects.count() == RatingChange.objects.count()
    assert set(Lineup.objects.values_list("votes", flat=True)) == {len(tickets)}
    tally = PairTally.objects.get()
    assert tally.wins_low + tally.wins_high + tally.ties == len(tickets)
    assert OutboxEvent.objects.filter(type="vote_cast").count() == len(tickets)
    for model in (Lineup, TitleStanding):
        off = model._default_manager.aggregate(off=Sum(F("rating") - START))["off"]
        assert off == pytest.approx(0, abs=1e-6)
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)


def test_one_ticket_sent_by_many_processes_counts_once() -> None:
    left, right = make_sets(2)
    member = make_member("voter")
    ticket = _tickets([member], left, right)

    done = run_in_processes(_vote_on, [(ticket,)] * PROCESSES)

    assert sorted(done) == [0] * (PROCESSES - 1) + [1]
    assert Vote.objects.count() == 1
    assert set(Lineup.objects.values_list("votes", flat=True)) == {1}


def _vote_and_undo(tickets: list[tuple[int, int, str]]) -> int:
    for user_id, comparison_id, outcome in tickets:
        voter = Voter(member_key(user_id), User.objects.get(pk=user_id))
        cast_vote(voter=voter, comparison_id=comparison_id, outcome=outcome)
        undo_vote(voter=voter)
        cast_vote(voter=voter, comparison_id=comparison_id, outcome="a")
    return len(tickets)


def test_answers_and_undoings_on_crossing_pairs() -> None:
    sets = make_sets(4, titles=9)
    members = [make_member(f"voter{n}") for n in range(4 * 6)]
    crossing = [(sets[a], sets[b]) for a, b in ((0, 1), (1, 0), (2, 1), (1, 3), (3, 0), (0, 2))]
    tickets = [_tickets([member], *crossing[n % 6])[0] for n, member in enumerate(members)]

    run_in_processes(_vote_and_undo, [(tickets[n::4],) for n in range(4)])

    assert Vote.objects.filter(live_key__isnull=False).count() == len(tickets)
    assert Vote.objects.filter(void_reason="undone").count() == len(tickets)
    assert Lineup.objects.aggregate(n=Sum("votes"))["n"] == 2 * len(tickets)
    assert Lineup.objects.aggregate(off=Sum(F("rating") - START))["off"] == pytest.approx(0, abs=1e-6)
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)
