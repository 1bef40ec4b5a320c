"""How much a member's votes weigh."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Activity, User, Wallet
from matchups.abuse import NETWORK_DAYS, Evidence, has_room, shared_trust
from matchups.enums import Outcome, VoteState
from matchups.models import Comparison, Vote, VoterTrust
from matchups.selectors.findings import is_young, young


def weight_of(member: User | None) -> float:
    """From 0 to 1. A visitor's votes wait for their joining; a member's row is worked out when they first vote."""
    if member is None:
        return 0.0
    row = VoterTrust.objects.filter(member=member).first()
    return (row or check_trust(member)).weight


def check_trust(member: User, neighbours: int = 1) -> VoterTrust:
    """Work the trust out anew, unless a curator has fixed it.

    `neighbours` is how many younger accounts behind one network voted on one line-up, this one among them.
    """
    row = VoterTrust.objects.filter(member=member).first()
    if row is not None and row.is_fixed:
        return row
    trust = shared_trust(evidence_about(member), neighbours)
    row, _ = VoterTrust.objects.update_or_create(
        member=member, defaults={"weight": trust.weight, "reason": trust.reason}
    )
    return row


def evidence_about(member: User) -> Evidence:
    """What is known of an account, in two queries."""
    return Evidence(
        age_days=(timezone.now() - member.date_joined).days,
        has_confirmed_email=member.email_verified_at is not None,
        has_wallet=Wallet.objects.filter(user=member).exists(),
        active_days=_active_days(member),
        is_vouched=member.is_staff or member.is_demo,
    )


def _active_days(member: User) -> int:
    days = Activity.objects.filter(actor=member).annotate(day=TruncDate("created_at")).order_by()
    return days.values("day").distinct().count()


def has_voice(vote: Vote, comparison: Comparison, weight: float) -> bool:
    """Whether the network of a vote has so much weight left about both line-ups. The caller holds their rows.

    One query, and none for members that the rule does not concern. Where the answer is no, the vote waits.
    """
    member = vote.voter
    if member is None or not vote.network or weight <= 0 or not is_young(member):
        return True
    if VoterTrust.objects.filter(member=member, is_fixed=True).exists():
        return True
    pair = (comparison.pair_low, comparison.pair_high)
    counted = Vote.objects.filter(
        Q(comparison__lineup_a__in=pair) | Q(comparison__lineup_b__in=pair),
        network=vote.network,
        cast_at__gte=timezone.now() - timedelta(days=NETWORK_DAYS),
        state=VoteState.COUNTED,
    )
    rows = young(counted.exclude(outcome=Outcome.SKIP)).exclude(voter=member).order_by()
    spent: dict[int, dict[int | None, float]] = {pk: {} for pk in pair}
    ends = ("voter_id", "comparison__pair_low", "comparison__pair_high")
    for voter, low, high, most in rows.values_list(*ends).annotate(most=Max("weight")):
        for pk in spent.keys() & {low, high}:
            spent[pk][voter] = max(spent[pk].get(voter, 0.0), most)
    return all(has_room(weight, weights.values()) for weights in spent.values())
