"""Checking voters: what waited for them counts once they are believed, and crowded networks share their voices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from matchups.abuse import NETWORK_DAYS, NETWORK_VOICES
from matchups.enums import VoteState
from matchups.models import Vote
from matchups.selectors.findings import counted_by, first_id_since, judged, young
from matchups.services.counting import count_waiting
from matchups.services.trust import check_trust
from matchups.services.voters import member_key

PART = 200
FRESH = timedelta(days=1)  # a weight is not looked at twice a day
NETWORK_VOTES = 20_000  # of one network, the last of which are looked at


@dataclass(frozen=True, slots=True)
class Checked:
    """How many members were looked at, how many weights were changed by it, and how many votes counted at last."""

    members: int
    changed: int
    counted: int


def check_voters() -> Checked:
    """Look anew at members whose votes wait, whose weight is a day old or whose network is crowded.

    A weight that is lowered applies to votes from then on: what has counted keeps its weight, so that the ledger stays
    what happened. Members are taken one by one in short transactions, what waited in the order in which it was cast.
    """
    neighbours = crowded_neighbours()
    members = changed = counted = 0
    for member in _due(neighbours):
        before = getattr(member, "voter_trust", None)
        weight = check_trust(member, neighbours.get(member.pk, 1)).weight
        members += 1
        changed += before is None or before.weight != weight
        counted += count_waiting(member_key(member.pk), weight=weight)
    return Checked(members, changed, counted)


def _due(neighbours: dict[int, int]) -> Iterator[User]:
    """Those of crowded networks, whenever they were checked last, then all others that are due."""
    members = User.objects.select_related("voter_trust").order_by("pk")
    ids = sorted(neighbours)
    for start in range(0, len(ids), PART):
        yield from members.filter(pk__in=ids[start : start + PART])
    stale = Q(voter_trust__is_fixed=False, voter_trust__updated_at__lt=timezone.now() - FRESH)
    waiting = Q(pk__in=Vote.objects.filter(state=VoteState.WAITING, voter__isnull=False).order_by().values("voter"))
    due, seen = members.filter(stale | waiting), 0
    while part := list(due.filter(pk__gt=seen)[:PART]):
        yield from (member for member in part if member.pk not in neighbours)
        seen = part[-1].pk


def crowded_neighbours() -> dict[int, int]:
    """For each younger account behind a crowded network, how many of those voted on one line-up, at most.

    Holds one number for each such account; a network's votes are gone through one network at a time.
    """
    since = timezone.now() - timedelta(days=NETWORK_DAYS)
    recent = young(judged().exclude(network="")).filter(pk__gte=first_id_since(Vote.objects.all(), "cast_at", since))
    found: dict[int, int] = {}
    for network, _ in counted_by(recent, "network", int(NETWORK_VOICES) + 1, accounts=True):
        voters: dict[int, set[int]] = {}
        rows = recent.filter(network=network).order_by("-pk")
        for voter, low, high in rows.values_list("voter_id", "comparison__pair_low", "comparison__pair_high")[
            :NETWORK_VOTES
        ]:
            for lineup in (low, high):
                voters.setdefault(lineup, set()).add(voter or 0)
        for group in voters.values():
            if len(group) > NETWORK_VOICES:
                found.update({pk: max(len(group), found.get(pk, 0)) for pk in group})
    return found
