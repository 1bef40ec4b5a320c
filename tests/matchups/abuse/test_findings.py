"""What curators decide, and that points and ledger survive it."""

from __future__ import annotations

import pytest

from accounts.models import User
from matchups.enums import FindingKind, FindingState, VoidReason, VoteState
from matchups.exceptions import FindingDecidedError, FindingInvalidError
from matchups.models import Finding, Lineup, TitleStanding, Vote, VoterTrust
from matchups.services.findings import dismiss, hold_votes, mark_by_hand, settle_leftovers, uphold
from matchups.services.replay import replay_ledger
from tests.factories import make_member
from tests.matchups.abuse.world import make_account
from tests.matchups.world import lineup_id, make_sets, make_voter, trusted, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return make_member("curator", is_staff=True)


def states() -> list[str]:
    return list(Vote.objects.order_by("id").values_list("state", flat=True))


def live() -> dict[int, float]:
    return dict(Lineup.objects.order_by("pk").values_list("pk", "rating"))


def assert_sound() -> None:
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)
    assert sum(live().values()) == pytest.approx(1500 * len(live()))
    films = list(TitleStanding.objects.values_list("rating", flat=True))
    assert sum(films) == pytest.approx(1500 * len(films))


def test_marking_a_voter_takes_their_points_back_and_holds_what_follows(curator: User) -> None:
    sets = make_sets(3)
    voter = make_voter("suspect", weight=0.7)
    vote(voter, sets[0], sets[1])
    vote(make_voter("other"), sets[1], sets[2])
    vote(voter, sets[2], sets[0])

    finding, held = mark_by_hand(curator=curator, note="  same answers  every night ", voter=voter.member)
    later = vote(voter, sets[1], sets[2]).vote

    assert held == 2
    assert states() == ["held", "counted", "held", "held"]
    assert (finding.kind, finding.note, later.finding) == (FindingKind.MANUAL, "same answers every night", finding)
    assert live()[lineup_id(sets[0])] == 1500
    assert_sound()


def test_upheld_votes_are_void_and_their_voter_is_believed_no_more(curator: User) -> None:
    sets = make_sets(3)
    voter = make_account("suspect", age_days=20)
    vote(voter, sets[0], sets[1])
    finding, _ = mark_by_hand(curator=curator, note="bought", voter=voter.member)

    decided = uphold(finding.pk, curator=curator, note="bought indeed")
    after = vote(voter, sets[1], sets[2]).vote

    assert (decided.state, decided.decided_by, decided.note) == (FindingState.UPHELD, curator, "bought indeed")
    assert decided.decided_at is not None
    void = Vote.objects.exclude(pk=after.pk).get()
    assert (void.state, void.void_reason, void.live_key) == (VoteState.VOID, VoidReason.CURATOR, None)
    trust = VoterTrust.objects.get(member=voter.member)
    assert (trust.weight, trust.is_fixed) == (0.0, True)
    assert after.state == VoteState.WAITING
    assert set(live().values()) == {1500.0}
    assert_sound()


def test_dismissed_votes_count_again_with_the_weight_they_had(curator: User) -> None:
    sets = make_sets(3)
    voter = make_voter("suspect", weight=0.7)
    vote(voter, sets[0], sets[1])
    vote(make_voter("other"), sets[1], sets[2])
    finding, _ = mark_by_hand(curator=curator, note="looks odd", voter=voter.member)
    VoterTrust.objects.filter(member=voter.member).update(weight=0.2)

    dismiss(finding.pk, curator=curator)

    assert states() == ["counted", "counted"]
    assert list(Vote.objects.values_list("weight", "finding").order_by("id")) == [(0.7, None), (1.0, None)]
    assert_sound()


def test_dismissed_votes_that_had_waited_wait_again(curator: User) -> None:
    left, right = make_sets(2)
    voter = make_account("fresh")
    vote(voter, left, right)
    finding, held = mark_by_hand(curator=curator, note="looks odd", voter=voter.member)
    assert (held, states()) == (1, ["held"])

    dismiss(finding.pk, curator=curator)

    assert states() == ["waiting"]


def test_a_vote_stays_held_while_another_finding_about_its_voter_is_open(curator: User) -> None:
    left, right = make_sets(2)
    voter = make_voter("suspect")
    vote(voter, left, right)
    finding, _ = mark_by_hand(curator=curator, note="looks odd", voter=voter.member)
    other = Finding.objects.create(kind=FindingKind.OUTLIER, key="voter:1", voter=voter.member)

    dismiss(finding.pk, curator=curator)

    assert list(Vote.objects.values_list("state", "finding")) == [("held", other.pk)]
    dismiss(other.pk, curator=curator)
    assert states() == ["counted"]
    assert_sound()


def test_a_ring_that_is_upheld_is_believed_no_more(curator: User) -> None:
    left, right = make_sets(2)
    voters = [make_account(f"ring{number}", age_days=20) for number in range(3)]
    for voter in voters:
        vote(voter, left, right)
    finding = Finding.objects.create(kind=FindingKind.RING, key="network:a:lineup:1")
    hold_votes(finding, Vote.objects.all())

    uphold(finding.pk, curator=curator, note="one person")

    assert states() == ["void"] * 3
    assert list(VoterTrust.objects.values_list("weight", "is_fixed")) == [(0.0, True)] * 3
    assert_sound()


def test_marking_a_line_up_holds_what_prefers_it_but_not_the_long_standing(curator: User) -> None:
    left, right = make_sets(2)
    vote(make_account("for", age_days=20), left, right)
    vote(make_account("also", age_days=20, network="b" * 32), right, left, "b")
    vote(make_account("against", age_days=20, network="c" * 32), left, right, "b")
    vote(make_account("grown", grown=True), left, right)
    vote(make_account("tie", age_days=20, network="d" * 32), left, right, "tie")

    finding, held = mark_by_hand(curator=curator, note="bought", lineup=left.lineup)

    assert held == 2
    assert states() == ["held", "held", "counted", "counted", "counted"]
    assert finding.key == f"lineup:{lineup_id(left)}"
    uphold(finding.pk, curator=curator, note="bought")
    assert not VoterTrust.objects.filter(is_fixed=True).exists()
    assert_sound()


def test_a_second_mark_is_the_same_finding(curator: User) -> None:
    member = make_member("suspect")

    first, _ = mark_by_hand(curator=curator, note="one", voter=member)
    second, _ = mark_by_hand(curator=curator, note="two", voter=member)

    assert (second.pk, Finding.objects.get().note) == (first.pk, "two")


def test_a_mark_needs_a_reason_and_one_subject(curator: User) -> None:
    (only,) = make_sets(1)
    member = make_member("suspect")

    for arguments, field in (
        ({"note": " ", "voter": member}, "note"),
        ({"note": "x" * 301, "voter": member}, "note"),
        ({"note": "why"}, "voter"),
        ({"note": "why", "voter": member, "lineup": only.lineup}, "voter"),
    ):
        with pytest.raises(FindingInvalidError) as refused:
            mark_by_hand(curator=curator, **arguments)  # type: ignore[arg-type]
        assert list(refused.value.errors) == [field]
    assert not Finding.objects.exists()


def test_a_decision_is_made_once(curator: User) -> None:
    finding, _ = mark_by_hand(curator=curator, note="odd", voter=make_member("suspect"))

    with pytest.raises(FindingInvalidError):
        uphold(finding.pk, curator=curator, note="")
    dismiss(finding.pk, curator=curator)

    for decide in (uphold, dismiss):
        with pytest.raises(FindingDecidedError):
            decide(finding.pk, curator=curator, note="again")
    with pytest.raises(FindingDecidedError):
        dismiss(0, curator=curator)


def test_a_decision_that_died_half_way_is_finished(curator: User) -> None:
    sets = make_sets(3)
    voters = [trusted(make_member(f"suspect{number}")) for number in range(2)]
    for voter in voters:
        vote(voter, sets[0], sets[1])
    upheld, _ = mark_by_hand(curator=curator, note="odd", voter=voters[0].member)
    dismissed, _ = mark_by_hand(curator=curator, note="odd", voter=voters[1].member)
    Finding.objects.filter(pk=upheld.pk).update(state=FindingState.UPHELD)
    Finding.objects.filter(pk=dismissed.pk).update(state=FindingState.DISMISSED)

    assert settle_leftovers() == 2
    assert settle_leftovers() == 0
    assert states() == ["void", "counted"]
    assert_sound()
