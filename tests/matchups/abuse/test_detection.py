"""What the tests find among stored votes, and that it is found once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchups.enums import FindingKind, FindingState
from matchups.models import Comparison, Finding, Lineup, RatingChange, Top4Set, Vote
from matchups.selectors.findings import answers, crowd_probabilities, first_id_since, judged
from matchups.services.detection import Detected, detect
from matchups.services.findings import dismiss
from matchups.services.replay import replay_ledger
from matchups.services.voters import Voter
from tests.factories import make_member
from tests.matchups.abuse.world import crowd, make_account
from tests.matchups.world import lineup_id, make_comparison, make_sets, trusted, vote

pytestmark = pytest.mark.django_db


def day() -> Detected:
    return detect(since=timezone.now() - timedelta(days=1))


def found() -> list[tuple[str, str, str]]:
    return list(Finding.objects.order_by("id").values_list("kind", "key", "state"))


def ring(target: Top4Set, others: list[Top4Set], accounts: int) -> list[Voter]:
    """Aged accounts behind one network, each with one answer for the target."""
    voters = [make_account(f"ring{number:02d}", age_days=20) for number in range(accounts)]
    for number, voter in enumerate(voters):
        vote(voter, target, others[number % len(others)])
    return voters


def test_an_honest_crowd_is_left_alone() -> None:
    sets = make_sets(4)
    crowd(sets)
    for number in range(4):
        voter = make_account(f"honest{number}", age_days=20)
        for high in (1, 2, 3):
            vote(voter, sets[0], sets[high])

    assert day() == Detected(0, 0, 0)


def test_accounts_of_one_network_for_one_line_up_are_a_ring() -> None:
    sets = make_sets(5)
    crowd(sets)
    target = lineup_id(sets[4])
    before = Lineup.objects.get(pk=target).rating
    ring(sets[4], sets[:4], 14)

    assert day() == Detected(1, 0, 14)

    (finding,) = Finding.objects.all()
    assert (finding.kind, finding.key) == (FindingKind.RING, f"network:{'a' * 32}:lineup:{target}")
    assert finding.facts == {"accounts": 14, "answers": 14, "for it": 14}
    assert finding.score >= finding.limit == 6.0
    assert set(Vote.objects.filter(finding=finding).values_list("state", flat=True)) == {"held"}
    assert Lineup.objects.get(pk=target).rating == pytest.approx(before)
    assert replay_ledger().largest_gap == pytest.approx(0, abs=1e-9)


def test_a_finding_is_made_once_and_grows() -> None:
    sets = make_sets(5)
    crowd(sets)
    ring(sets[4], sets[:4], 14)
    day()
    vote(make_account("ring99", age_days=20), sets[4], sets[0])

    assert day() == Detected(0, 1, 1)
    assert Finding.objects.get().facts["accounts"] == 15


def test_what_was_dismissed_is_not_found_again_by_the_same_votes() -> None:
    sets = make_sets(5)
    crowd(sets)
    ring(sets[4], sets[:4], 14)
    day()

    dismiss(Finding.objects.get().pk, curator=make_member("curator"))

    assert day() == Detected(0, 0, 0)
    assert [state for *_, state in found()] == [FindingState.DISMISSED]


def test_a_voter_against_the_crowd_is_an_outlier() -> None:
    sets = make_sets(5)
    crowd(sets, 8)
    contrary = make_account("contrary", grown=True)
    for low, high in ((0, 4), (0, 3), (1, 4), (0, 2), (1, 3), (2, 4)):
        vote(contrary, sets[high], sets[low])

    assert day() == Detected(1, 0, 6)

    (finding,) = Finding.objects.all()
    assert (finding.kind, finding.voter) == (FindingKind.OUTLIER, contrary.member)
    assert finding.facts == {"answers tested": 6, "answers with the crowd": 0}
    assert vote(contrary, sets[0], sets[1]).vote.finding == finding


def test_a_cleared_outlier_is_judged_by_later_votes_alone() -> None:
    sets = make_sets(5)
    crowd(sets, 8)
    contrary = make_account("contrary", grown=True)
    pairs = [(0, 4), (0, 3), (1, 4), (0, 2), (1, 3), (2, 4)]
    for low, high in pairs:
        vote(contrary, sets[high], sets[low])
    day()
    dismiss(Finding.objects.get().pk, curator=make_member("curator"))
    Finding.objects.update(decided_at=timezone.now() - timedelta(days=3))
    Vote.objects.filter(voter=contrary.member).update(cast_at=timezone.now() - timedelta(days=4))
    vote(contrary, sets[1], sets[2])

    assert day() == Detected(0, 0, 0)


def test_who_passes_all_pairs_over_but_those_with_one_line_up_has_chosen_it() -> None:
    sets = make_sets(12)
    voter = make_account("choosy", grown=True)
    for low in range(1, 12):
        for high in range(low + 1, 12):
            make_comparison(voter, sets[low], sets[high])
    for other in range(1, 7):
        vote(voter, sets[0], sets[other])

    assert day() == Detected(1, 0, 6)
    target = lineup_id(sets[0])
    assert voter.member is not None
    assert found() == [(FindingKind.RING, f"voter:{voter.member.pk}:lineup:{target}", FindingState.OPEN)]
    expected = {"answers about it": 6, "answers": 6, "pairs offered with it": 6, "pairs offered": 61}
    assert Finding.objects.get().facts == expected


def many_votes(voter: Voter, pair: Comparison, number: int, seconds: float) -> None:
    """Rows as they are after so many answers, one every so many seconds."""
    start = timezone.now() - timedelta(hours=1)
    rows = []
    for step in range(number):
        pair.pk = None
        pair.pair_low, pair.pair_high = 10_000 + step, 20_000 + step
        pair.save()
        rows.append(
            Vote(
                comparison_id=pair.pk,
                live_key=pair.pk,
                voter=voter.member,
                voter_key=voter.key,
                outcome="a",
                state="waiting",
                cast_at=start + timedelta(seconds=seconds * step),
            )
        )
    Vote.objects.bulk_create(rows)


@pytest.mark.parametrize(("seconds", "kinds"), [(6.0, []), (2.0, [FindingKind.BURST])])
def test_nobody_looks_at_eight_posters_in_two_seconds(seconds: float, kinds: list[str]) -> None:
    left, right = make_sets(2)
    voter = make_account("fast", grown=True)
    vote(voter, left, right)
    many_votes(voter, make_comparison(make_account("other"), left, right), 300, seconds)
    Vote.objects.filter(state="counted").update(cast_at=timezone.now() - timedelta(hours=1))

    day()

    assert [kind for kind, key, _ in found() if kind == FindingKind.BURST] == kinds


def test_a_network_nobody_knew_brings_thirty_accounts() -> None:
    sets = make_sets(60)
    for number in range(30):
        vote(make_account(f"new{number}"), sets[2 * number], sets[2 * number + 1])

    assert day() == Detected(1, 0, 30)
    assert found() == [(FindingKind.NETWORK, f"network:{'a' * 32}", FindingState.OPEN)]


def test_a_line_up_that_is_never_passed_over_while_all_others_are() -> None:
    sets = make_sets(30)
    for number in range(20):
        voter = make_account(f"picky{number}", network=f"{number:032x}")
        vote(voter, sets[0], sets[1 + number])
        for step in range(8):
            make_comparison(voter, sets[1 + (number + step) % 29], sets[1 + (number + step + 9) % 29])
    last = make_account("plain", network="f" * 32)
    vote(last, sets[20], sets[21])

    assert day() == Detected(1, 0, 20)
    assert found() == [(FindingKind.BURST, f"lineup:{lineup_id(sets[0])}", FindingState.OPEN)]


def test_weights_that_a_curator_fixed_are_not_tested() -> None:
    sets = make_sets(5)
    crowd(sets, 8)
    contrary = trusted(make_member("contrary"))
    for low, high in ((0, 4), (0, 3), (1, 4), (0, 2), (1, 3), (2, 4)):
        vote(contrary, sets[high], sets[low])

    assert day() == Detected(0, 0, 0)


def test_the_judged_do_not_speak_for_the_crowd() -> None:
    left, right = make_sets(2)
    voters = [trusted(make_member(f"one{number}")) for number in range(4)]
    for voter in voters:
        vote(voter, left, right)

    given = answers(judged(), 10)

    assert crowd_probabilities(given) == [0.5] * 4
    assert crowd_probabilities(given[:1]) == [pytest.approx((3 + 4) / (3 + 8))]


def test_the_first_row_since_a_moment_is_found_between_gaps() -> None:
    left, right = make_sets(2)
    rows = [vote(trusted(make_member(f"one{number}")), left, right).vote.pk for number in range(6)]
    now = timezone.now()
    for place, pk in enumerate(rows):
        Vote.objects.filter(pk=pk).update(cast_at=now - timedelta(hours=10 - place))
    RatingChange.objects.filter(vote=rows[2]).delete()
    Vote.objects.filter(pk=rows[2]).delete()
    asked = [11, 10, 8.5, 8, 7, 5, 4]

    ids = [first_id_since(Vote.objects.all(), "cast_at", now - timedelta(hours=hours)) for hours in asked]

    assert [Vote.objects.filter(pk__gte=pk).count() for pk in ids] == [5, 5, 3, 3, 3, 1, 0]
