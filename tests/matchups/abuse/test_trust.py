"""Networks share their voices out, at the vote and at the daily check."""

from __future__ import annotations

import pytest

from matchups.enums import VoteState
from matchups.models import Lineup, RatingChange, TitleStanding, Vote, VoterTrust
from matchups.services.checking import Checked, check_voters, crowded_neighbours
from matchups.services.counting import count_waiting
from matchups.services.replay import replay_ledger
from tests.matchups.abuse.world import grow, make_account, weights
from tests.matchups.world import make_sets, trusted, vote

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Vote.objects.order_by("id").values_list("state", flat=True))


def assert_sound() -> None:
    """What one side gained the other lost, and the ledger says what is stored."""
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)
    assert sum(row.rating - 1500 for row in Lineup.objects.all()) == pytest.approx(0, abs=1e-9)
    assert sum(row.rating - 1500 for row in TitleStanding.objects.all()) == pytest.approx(0, abs=1e-9)


def test_the_fourth_account_of_a_network_waits() -> None:
    left, right = make_sets(2)
    for number in range(5):
        vote(make_account(f"aged{number}", age_days=20), left, right)

    assert states() == ["counted"] * 3 + ["waiting"] * 2
    assert check_voters() == Checked(members=5, changed=5, counted=0)
    assert list(VoterTrust.objects.values_list("weight", "reason")) == [(0.6, "shares its network with 4 others")] * 5
    assert_sound()


def test_another_network_a_grown_account_and_one_that_a_curator_knows_have_voices_of_their_own() -> None:
    left, right = make_sets(2)
    for number in range(3):
        vote(make_account(f"aged{number}", age_days=20), left, right)
    for voter in (
        make_account("elsewhere", age_days=20, network="b" * 32),
        make_account("unknown", age_days=20, network=""),
        make_account("grown", grown=True),
    ):
        vote(voter, left, right)
    known = make_account("known")
    assert known.member is not None
    trusted(known.member, weight=0.5)
    vote(known, left, right)

    assert states() == ["counted"] * 7
    assert list(Vote.objects.order_by("-id").values_list("weight", flat=True)[:4]) == [0.5, 1.0, 1.0, 1.0]


def test_a_network_has_voices_about_each_line_up() -> None:
    sets = make_sets(4)
    for number in range(3):
        vote(make_account(f"aged{number}", age_days=20), sets[0], sets[1])
    vote(make_account("next", age_days=20), sets[2], sets[3])
    vote(make_account("last", age_days=20), sets[1], sets[2])

    assert states() == ["counted"] * 4 + ["waiting"]


def test_fresh_accounts_that_age_together_weigh_three_votes_together() -> None:
    left, right = make_sets(2)
    voters = [make_account(f"fresh{number:02d}") for number in range(12)]
    for voter in voters:
        vote(voter, left, right)
    assert states() == ["waiting"] * 12
    for voter in voters:
        grow(voter)

    checked = check_voters()

    assert checked == Checked(members=12, changed=12, counted=12)
    assert weights(voters) == [0.25] * 12
    assert sum(Vote.objects.filter(state=VoteState.COUNTED).values_list("weight", flat=True)) == 3.0
    assert RatingChange.objects.count() == 12
    assert_sound()


def test_what_waited_counts_in_the_order_in_which_it_was_cast() -> None:
    sets = make_sets(3)
    voter = make_account("fresh")
    for left, right in ((0, 1), (1, 2), (2, 0)):
        vote(voter, sets[left], sets[right])
    grow(voter)

    assert check_voters() == Checked(members=1, changed=1, counted=3)

    moved = list(RatingChange.objects.order_by("id").values_list("vote_id", flat=True))
    assert moved == sorted(Vote.objects.values_list("pk", flat=True))
    assert check_voters() == Checked(members=0, changed=0, counted=0)
    assert_sound()


def test_a_lower_weight_leaves_what_has_counted() -> None:
    sets = make_sets(4)
    voters = [make_account(f"aged{number}", age_days=20) for number in range(4)]
    for voter in voters:
        vote(voter, sets[0], sets[1])

    check_voters()
    vote(voters[0], sets[2], sets[3])

    assert list(Vote.objects.order_by("id").values_list("weight", flat=True)) == [1.0, 1.0, 1.0, 0.0, 0.75]
    assert_sound()


def test_a_fixed_weight_stays_and_counts_what_waited() -> None:
    left, right = make_sets(2)
    voter = make_account("fresh")
    vote(voter, left, right)
    assert voter.member is not None
    trusted(voter.member, weight=0.5)

    assert check_voters() == Checked(members=1, changed=0, counted=1)
    assert weights([voter]) == [0.5]


def test_neighbours_are_counted_on_one_line_up_of_one_network() -> None:
    sets = make_sets(4)
    voters = [make_account(f"aged{number}", age_days=20) for number in range(5)]
    for voter in voters[:4]:
        vote(voter, sets[0], sets[1])
    vote(voters[4], sets[2], sets[3])
    vote(make_account("elsewhere", age_days=20, network="b" * 32), sets[0], sets[1])

    assert crowded_neighbours() == {voter.member.pk: 4 for voter in voters[:4] if voter.member}


def test_a_late_count_has_no_voice_where_the_network_is_full() -> None:
    left, right = make_sets(2)
    late = make_account("late")
    vote(late, left, right)
    for number in range(3):
        vote(make_account(f"aged{number}", age_days=20), left, right)

    assert count_waiting(late.key, weight=1.0) == 0
    assert states() == ["waiting", "counted", "counted", "counted"]
