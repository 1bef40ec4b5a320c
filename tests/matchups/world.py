"""Sets, voters and answers for tests of the matchups."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from matchups.models import Comparison, Top4Set, VoterTrust
from matchups.services.comparisons import next_comparison
from matchups.services.top4 import set_top4
from matchups.services.voters import Voter, member_key, visitor_key
from matchups.services.voting import TICKET_LIFE, Cast, cast_vote
from tests.factories import make_member, make_titles


def make_sets(count: int, *, titles: int | None = None) -> list[Top4Set]:
    """Sets of as many members; with `titles`, drawn from so few that some films are in several sets."""
    films = make_titles(titles or 4 * count)
    draw = random.Random(7)
    sets = []
    for number in range(count):
        four = draw.sample(films, 4) if titles else films[4 * number : 4 * number + 4]
        sets.append(set_top4(member=make_member(f"owner{number}"), title_ids=[film.pk for film in four]))
    return sets


def lineup_id(top4: Top4Set) -> int:
    """The id of a set's line-up, which every complete set has."""
    assert top4.lineup_id is not None
    return top4.lineup_id


def make_voter(username: str = "voter", *, weight: float = 1.0) -> Voter:
    """A member whose votes weigh as much."""
    return trusted(make_member(username), weight=weight)


def trusted(member: User, *, weight: float = 1.0) -> Voter:
    """A member as a voter whose votes weigh as much."""
    VoterTrust.objects.update_or_create(member=member, defaults={"weight": weight, "is_fixed": True})
    return Voter(member_key(member.pk), member)


def make_visitor(secret: str = "someone") -> Voter:
    """A visitor."""
    return Voter(visitor_key(secret))


def make_comparison(voter: Voter, left: Top4Set, right: Top4Set) -> Comparison:
    """A ticket for two sets, on these sides."""
    now = timezone.now()
    lineups = (lineup_id(left), lineup_id(right))
    return Comparison.objects.create(
        voter=voter.member, voter_key=voter.key, set_a=left, set_b=right, lineup_a_id=lineups[0],
        lineup_b_id=lineups[1], pair_low=min(lineups), pair_high=max(lineups), reason="random",
        offered_at=now, expires_at=now + TICKET_LIFE,
    )  # fmt: skip


def vote(voter: Voter, left: Top4Set, right: Top4Set, outcome: str = "a") -> Cast:
    """An answer to a pair on these sides."""
    return cast_vote(voter=voter, comparison_id=make_comparison(voter, left, right).pk, outcome=outcome)


def answer_next(voter: Voter, outcome: str = "a") -> Cast:
    """Ask for a pair and answer it."""
    return cast_vote(voter=voter, comparison_id=next_comparison(voter=voter).pk, outcome=outcome)


def expire(comparison: Comparison) -> None:
    """Let its time be over."""
    Comparison.objects.filter(pk=comparison.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
