"""Votes whose voter changes: visitors who join, accounts that merge, members who leave."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from matchups.elo import START
from matchups.enums import VoidReason, VoteState
from matchups.models import Comparison, Lineup, Top4Set, Vote, VoterTrust
from matchups.owndata import TopFourSection, VoteSection
from matchups.services.adoption import adopt_votes
from matchups.services.counting import count_waiting
from matchups.services.replay import rebuild_live, replay_ledger
from matchups.services.voters import member_key
from moviesite.events.models import OutboxEvent
from tests.factories import make_member
from tests.matchups.world import answer_next, lineup_id, make_sets, make_visitor, make_voter, trusted, vote

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, str, str]]:
    return list(Vote.objects.order_by("id").values_list("outcome", "state", "void_reason"))


def test_what_a_visitor_voted_is_theirs_once_they_join() -> None:
    sets = make_sets(3)
    visitor, member = make_visitor(), make_member("joined")
    vote(visitor, sets[0], sets[1])
    vote(visitor, sets[1], sets[2], "skip")

    assert adopt_votes(voter_key=visitor.key, member=member) == 1

    assert set(Vote.objects.values_list("voter_id", "voter_key")) == {(member.pk, member_key(member.pk))}
    assert set(Comparison.objects.values_list("voter_id", flat=True)) == {member.pk}
    assert states() == [("a", "waiting", ""), ("skip", "counted", "")]
    told = OutboxEvent.objects.filter(type="vote_cast").order_by("-id").values_list("payload", flat=True)[0]
    assert told["user_id"] == member.pk


def test_votes_of_a_member_who_is_trusted_count_at_once() -> None:
    left, right = make_sets(2)
    visitor, member = make_visitor(), make_member("known")
    trusted(member)
    vote(visitor, left, right)

    adopt_votes(voter_key=visitor.key, member=member)

    assert states() == [("a", "counted", "")]
    assert Lineup.objects.get(pk=lineup_id(left)).rating == START + 20


def test_a_pair_answered_twice_by_one_person_counts_once() -> None:
    left, right = make_sets(2)
    visitor, member = make_visitor(), make_member("twice")
    vote(trusted(member), left, right, "b")
    vote(visitor, right, left, "b")

    assert adopt_votes(voter_key=visitor.key, member=member) == 0

    assert states() == [("b", VoteState.COUNTED, ""), ("b", VoteState.VOID, VoidReason.TWICE)]
    assert Vote.objects.filter(voter_key=visitor.key).count() == 0


def test_nobody_votes_on_their_own_set_by_way_of_a_visit() -> None:
    left, right = make_sets(2)
    visitor = make_visitor()
    vote(visitor, left, right)
    assert left.owner is not None

    adopt_votes(voter_key=visitor.key, member=left.owner)

    assert states() == [("a", VoteState.VOID, VoidReason.OWN)]


def test_logging_in_brings_the_votes_along(client: Client) -> None:
    make_sets(3)
    member = make_member("late", password="nine yellow lamps")
    client.get("/matchups/")
    pair = Comparison.objects.get()
    client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "a"})

    client.post("/login/", {"identifier": "late", "password": "nine yellow lamps"})

    assert list(Vote.objects.values_list("voter_id", flat=True)) == [member.pk]


def test_waiting_votes_count_in_their_order_once_their_voter_is_checked() -> None:
    sets = make_sets(3)
    voter = make_voter("fresh", weight=0.0)
    for left, right in ((0, 1), (1, 2), (2, 0)):
        vote(voter, sets[left], sets[right])
    assert set(Lineup.objects.values_list("rating", flat=True)) == {START}

    assert count_waiting(voter.key, weight=1.0) == 3
    assert count_waiting(voter.key, weight=1.0) == 0

    live = dict(Lineup.objects.values_list("pk", "rating"))
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)
    assert rebuild_live() == 3
    assert dict(Lineup.objects.values_list("pk", "rating")) == pytest.approx(live)


def test_leaving_keeps_the_votes_as_nobodys() -> None:
    sets = make_sets(3)
    leaver = sets[0].owner
    assert leaver is not None
    vote(trusted(leaver), sets[1], sets[2])
    vote(make_voter("other"), sets[0], sets[1], "b")
    before = dict(Lineup.objects.values_list("pk", "rating"))

    for section in (TopFourSection(), VoteSection()):
        section.erase(leaver)
    leaver.delete()

    assert dict(Lineup.objects.values_list("pk", "rating")) == before
    assert Top4Set.objects.get(pk=sets[0].pk).owner is None
    assert not Lineup.objects.get(pk=lineup_id(sets[0])).is_open
    gone = Vote.objects.get(comparison__set_a=sets[1])
    assert (gone.voter, gone.voter_key, gone.network) == (None, f"x{gone.comparison_id}", "")
    assert not VoterTrust.objects.filter(pk=leaver.pk).exists()


def test_a_set_that_nobody_voted_on_goes_with_its_owner() -> None:
    (only,) = make_sets(1)
    assert only.owner is not None

    TopFourSection().erase(only.owner)

    assert not Top4Set.objects.exists()


def test_hiding_the_profile_takes_the_set_out_of_play(django_capture_on_commit_callbacks: object) -> None:
    (only,) = make_sets(1)
    owner: User | None = only.owner
    assert owner is not None
    for is_private in (True, False):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            owner.profile.is_private = is_private
            owner.profile.save()

        assert Lineup.objects.get().is_open is not is_private


def test_a_hundred_answers_in_a_row_without_a_repeated_pair() -> None:
    make_sets(20, titles=60)
    visitor = make_visitor()

    for number in range(100):
        answer_next(visitor, ("a", "b", "tie", "skip")[number % 4])

    pairs = Comparison.objects.filter(voter_key=visitor.key, answered_at__isnull=False)
    assert pairs.values("pair_low", "pair_high").distinct().count() == 100
