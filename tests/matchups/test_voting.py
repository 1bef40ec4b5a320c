"""Votes: one per voter and pair, all or nothing, never lost."""

from __future__ import annotations

import pytest

from matchups.elo import START
from matchups.enums import VoteState
from matchups.exceptions import (
    AlreadyAnsweredError,
    ComparisonNotFoundError,
    NothingToUndoError,
    TicketExpiredError,
)
from matchups.models import Finding, Lineup, PairTally, RatingChange, TitleStanding, Vote
from matchups.selectors.votes import PairVote, member_votes
from matchups.services.ledger import Tally, tally_of
from matchups.services.voting import cast_vote, undo_vote
from moviesite.events.models import OutboxEvent
from tests.matchups.world import expire, lineup_id, make_comparison, make_sets, make_visitor, make_voter, vote

pytestmark = pytest.mark.django_db


def ratings() -> dict[int, float]:
    return dict(Lineup.objects.values_list("pk", "rating"))


def test_a_vote_moves_both_ratings_by_the_same_points() -> None:
    left, right = make_sets(2)

    cast = vote(make_voter(), left, right)

    assert cast.is_new
    assert cast.vote.state == VoteState.COUNTED
    assert cast.vote.change == 20.0  # K 40, even odds
    assert ratings() == {lineup_id(left): START + 20, lineup_id(right): START - 20}
    assert list(Lineup.objects.values_list("votes", flat=True)) == [1, 1]
    assert cast.tally == Tally(1, 0, 0)


def test_the_films_move_with_their_sets() -> None:
    left, right = make_sets(2)

    vote(make_voter(), left, right, "b")

    films = dict(TitleStanding.objects.values_list("title_id", "rating"))
    losers = set(left.entries.values_list("title_id", flat=True))
    assert {pk: round(rating - START, 9) for pk, rating in films.items()} == {
        pk: -20.0 if pk in losers else 20.0 for pk in films
    }
    assert set(TitleStanding.objects.values_list("votes", flat=True)) == {1}


def test_a_tie_between_equals_moves_nothing() -> None:
    left, right = make_sets(2)

    cast = vote(make_voter(), left, right, "tie")

    assert cast.vote.change == 0.0
    assert set(ratings().values()) == {START}
    assert cast.tally == Tally(0, 0, 1)


def test_a_skip_changes_nothing_and_tells_nobody() -> None:
    left, right = make_sets(2)

    cast = vote(make_voter(), left, right, "skip")

    assert cast.vote.skip_reason == "later"
    assert set(ratings().values()) == {START}
    assert not PairTally.objects.exists()
    assert not RatingChange.objects.exists()
    assert not OutboxEvent.objects.filter(type="vote_cast").exists()


def test_the_same_answer_again_is_told_the_first_result() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    first = vote(voter, left, right)
    vote(make_voter("second"), left, right, "b")

    again = cast_vote(voter=voter, comparison_id=first.comparison.pk, outcome="a")

    assert not again.is_new
    assert again.vote.pk == first.vote.pk
    assert (again.tally, again.vote.change) == (Tally(1, 0, 0), 20.0)
    assert Vote.objects.count() == 2


def test_another_answer_is_refused() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    first = vote(voter, left, right)

    with pytest.raises(AlreadyAnsweredError):
        cast_vote(voter=voter, comparison_id=first.comparison.pk, outcome="b")

    assert ratings()[lineup_id(left)] == START + 20


def test_a_ticket_is_for_one_voter() -> None:
    left, right = make_sets(2)
    ticket = make_comparison(make_voter(), left, right)

    for stranger in (make_voter("stranger"), make_visitor()):
        with pytest.raises(ComparisonNotFoundError):
            cast_vote(voter=stranger, comparison_id=ticket.pk, outcome="a")


def test_a_ticket_ends() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    ticket = make_comparison(voter, left, right)
    expire(ticket)

    with pytest.raises(TicketExpiredError):
        cast_vote(voter=voter, comparison_id=ticket.pk, outcome="a")

    assert not Vote.objects.exists()


def test_a_visitors_vote_waits_and_says_what_it_will_be_worth() -> None:
    left, right = make_sets(2)

    cast = vote(make_visitor(), left, right)

    assert (cast.vote.state, cast.vote.weight, cast.vote.change) == (VoteState.WAITING, 0.0, 20.0)
    assert set(ratings().values()) == {START}
    assert cast.tally == Tally(1, 0, 0)
    assert tally_of(cast.comparison) == Tally(0, 0, 0)


def test_the_vote_of_somebody_under_suspicion_is_held() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    Finding.objects.create(kind="burst", key=voter.key, voter=voter.member)

    assert vote(voter, left, right).vote.state == VoteState.HELD
    assert set(ratings().values()) == {START}


def test_undoing_gives_every_point_back_and_opens_the_pair() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    before = list(Lineup.objects.values_list("rating", "votes")), list(TitleStanding.objects.values_list("rating"))
    cast = vote(voter, left, right)

    comparison = undo_vote(voter=voter, vote_id=cast.vote.pk)

    after = list(Lineup.objects.values_list("rating", "votes")), list(TitleStanding.objects.values_list("rating"))
    assert after == before
    assert tally_of(comparison) == Tally(0, 0, 0)
    gone = Vote.objects.get()
    assert (gone.state, gone.void_reason, gone.live_key) == ("void", "undone", None)
    again = cast_vote(voter=voter, comparison_id=comparison.pk, outcome="b")
    assert again.is_new
    assert ratings()[lineup_id(right)] == START + 20


def test_only_the_last_answer_can_be_undone() -> None:
    sets = make_sets(3)
    voter = make_voter()
    first = vote(voter, sets[0], sets[1])
    vote(voter, sets[1], sets[2])

    with pytest.raises(NothingToUndoError):
        undo_vote(voter=voter, vote_id=first.vote.pk)
    with pytest.raises(NothingToUndoError):
        undo_vote(voter=make_voter("idle"))


def test_events_are_written_with_the_vote() -> None:
    left, right = make_sets(2)
    voter = make_voter()
    cast = vote(voter, left, right, "tie")
    undo_vote(voter=voter)

    events = OutboxEvent.objects.filter(type__startswith="vote_").order_by("id").values_list("payload", flat=True)
    assert list(events) == [
        {
            "type": "vote_cast",
            "vote_id": cast.vote.pk,
            "comparison_id": cast.comparison.pk,
            "user_id": voter.member.pk if voter.member else None,
            "outcome": "tie",
            "left_ids": list(left.lineup.title_ids) if left.lineup else [],
            "right_ids": list(right.lineup.title_ids) if right.lineup else [],
        },
        {"type": "vote_undone", "vote_id": cast.vote.pk, "user_id": voter.member.pk if voter.member else None},
    ]


def test_own_preferences_are_read_latest_first_without_films_in_both() -> None:
    sets = make_sets(3, titles=7)
    voter = make_voter()
    assert voter.member is not None
    vote(voter, sets[0], sets[1], "a")
    undone = vote(voter, sets[0], sets[2], "b")
    undo_vote(voter=voter, vote_id=undone.vote.pk)
    vote(voter, sets[1], sets[2], "tie")
    keys = [set(row.lineup.title_ids) if row.lineup else set() for row in sets]

    votes = member_votes(voter.member.pk)

    assert [(set(row.left), set(row.right), row.share) for row in votes] == [
        (keys[1] - keys[2], keys[2] - keys[1], 0.5),
        (keys[0] - keys[1], keys[1] - keys[0], 1.0),
    ]
    assert all(isinstance(row, PairVote) for row in votes)
