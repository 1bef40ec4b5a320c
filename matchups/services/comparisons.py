"""Offering pairs."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from matchups.enums import PairReason, SkipReason
from matchups.exceptions import ComparisonNotFoundError, NoPairLeftError
from matchups.models import Comparison, Lineup, Top4Set, Vote
from matchups.selectors.top4 import shown_sets
from matchups.services.pool import PlannedPair, make_plan, planned_pairs
from matchups.services.voters import Voter
from matchups.services.voting import TICKET_LIFE

DRAWN = 24  # pairs looked at together
TRIED = 6  # of them, how many are checked against what the voter may see
ROUNDS = 4  # plans drawn for a voter who has seen all of the common one
FEW = 64  # so few line-ups that all their pairs can be gone through
SHARED_LIMIT = 3  # titles in common that make a pair pointless
REMEMBERED = 500  # answers "don't know these" that keep their line-ups away

SETS_READ = 200  # of the line-ups checked together; a set that thousands have chosen needs no more

Pair = tuple[int, int]
Offer = tuple[PlannedPair, Top4Set, Top4Set]


def next_comparison(*, voter: Voter, after: int | None = None) -> Comparison:
    """The pair that the voter has open, else a new one; `after` asks for the one that follows a comparison.

    Never the voter's own set, nor a pair they were offered before, three films in common, or what they may not see.
    NoPairLeftError when nothing is left.
    """
    for comparison in _open_ones(voter, after):
        if _still_shown(comparison, voter):
            return _renewed(comparison)
    unwanted = _unwanted(voter)
    for pairs in _draws():
        fresh = _fresh(pairs, voter, unwanted)[:TRIED]
        for offer in _offers(fresh, voter):
            if (made := _offer(offer, voter)) is not None:
                return made
    raise NoPairLeftError(gettext("You have compared everything there is. New sets arrive every day."))


def own_comparison(*, voter: Voter, comparison_id: int) -> Comparison:
    """A comparison that was offered to the voter."""
    rows = Comparison.objects.filter(voter_key=voter.key).select_related("lineup_a", "lineup_b", "set_a", "set_b")
    row = rows.filter(pk=comparison_id).first()
    if row is None:
        raise ComparisonNotFoundError
    return row


def _open_ones(voter: Voter, after: int | None) -> list[Comparison]:
    rows = Comparison.objects.filter(voter_key=voter.key, answered_at=None).order_by("id")
    if after is not None:
        rows = rows.exclude(pk=after)
    return list(rows.select_related("lineup_a", "lineup_b")[:TRIED])


def _still_shown(comparison: Comparison, voter: Voter) -> bool:
    """Whether both sets may still be seen; otherwise the ticket ends."""
    wanted = (comparison.set_a_id, comparison.set_b_id)
    if _shown_to(voter).filter(pk__in=wanted).count() == len(wanted):
        return True
    comparison.answered_at = comparison.expires_at = timezone.now()
    comparison.save(update_fields=["answered_at", "expires_at"])
    return False


def _shown_to(voter: Voter) -> QuerySet[Top4Set]:
    return shown_sets(voter.member.pk if voter.member else None)


def _renewed(comparison: Comparison) -> Comparison:
    """With a life long enough for an answer."""
    now = timezone.now()
    if comparison.expires_at - now < TICKET_LIFE / 2:
        comparison.expires_at = now + TICKET_LIFE
        comparison.save(update_fields=["expires_at"])
    return comparison


def _unwanted(voter: Voter) -> set[int]:
    """Line-ups that the voter has chosen themselves or does not know."""
    answers = Vote.objects.filter(voter_key=voter.key, skip_reason=SkipReason.UNKNOWN, live_key__isnull=False)
    known = answers.order_by("-id").values_list("comparison__lineup_a_id", "comparison__lineup_b_id")[:REMEMBERED]
    found = set(itertools.chain.from_iterable(known))
    if voter.member is not None:
        own = Top4Set.objects.filter(owner=voter.member, lineup__isnull=False).order_by()
        found.update(own.values_list("lineup_id", flat=True))
    return found


def _draws() -> Iterable[Sequence[PlannedPair]]:
    """Pairs to look at, dearer ones later: of the common plan, of all pairs where they are few, of plans for one."""
    common = planned_pairs()
    if len(common) > DRAWN:
        yield random.sample(common, DRAWN)
    few = dict(Lineup.objects.filter(is_open=True).order_by().values_list("pk", "key")[: FEW + 1])
    if len(few) <= FEW:
        yield _all_pairs(few)
        return
    for _ in range(ROUNDS):
        plan = make_plan()
        random.shuffle(plan)
        yield plan


def _all_pairs(keys: dict[int, str]) -> list[PlannedPair]:
    titles = {pk: set(key.split("-")) for pk, key in keys.items()}
    pairs = [
        (a, b) if random.random() < 0.5 else (b, a)
        for a, b in itertools.combinations(sorted(keys), 2)
        if len(titles[a] & titles[b]) < SHARED_LIMIT
    ]
    random.shuffle(pairs)
    return [PlannedPair(a, b, PairReason.RANDOM) for a, b in pairs]


def _fresh(pairs: Sequence[PlannedPair], voter: Voter, unwanted: Collection[int]) -> list[PlannedPair]:
    """Those that the voter was never offered."""
    wanted = [pair for pair in pairs if pair.a not in unwanted and pair.b not in unwanted]
    lows, highs = {min(pair.a, pair.b) for pair in wanted}, {max(pair.a, pair.b) for pair in wanted}
    offered = Comparison.objects.filter(voter_key=voter.key, pair_low__in=lows, pair_high__in=highs).order_by()
    seen: set[Pair] = set(offered.values_list("pair_low", "pair_high"))
    return [pair for pair in wanted if (min(pair.a, pair.b), max(pair.a, pair.b)) not in seen]


def _offers(pairs: Sequence[PlannedPair], voter: Voter) -> list[Offer]:
    """The pairs of which the voter may see a set on either side, each with a set chosen at random; one query."""
    wanted = {pk for pair in pairs for pk in (pair.a, pair.b)}
    profile = getattr(voter.member, "profile", None)  # made by other means than registration, a member may have none
    muted = set(profile.muted_languages) if profile else set()
    sets: dict[int, list[Top4Set]] = {}
    shown = _shown_to(voter).filter(lineup_id__in=wanted, lineup__is_open=True).select_related("lineup")
    for row in shown[:SETS_READ]:
        if row.lineup is not None and row.lineup.language not in muted:
            sets.setdefault(row.lineup.pk, []).append(row)
    return [
        (pair, random.choice(sets[pair.a]), random.choice(sets[pair.b]))
        for pair in pairs
        if pair.a in sets and pair.b in sets
    ]


def _offer(offer: Offer, voter: Voter) -> Comparison | None:
    """Write the ticket; None where another tab of the voter was faster."""
    pair, left, right = offer
    now = timezone.now()
    try:
        with transaction.atomic():
            return Comparison.objects.create(
                voter=voter.member, voter_key=voter.key, set_a=left, set_b=right, reason=pair.reason,
                lineup_a_id=pair.a, lineup_b_id=pair.b,
                pair_low=min(pair.a, pair.b), pair_high=max(pair.a, pair.b),
                offered_at=now, expires_at=now + TICKET_LIFE,
            )  # fmt: skip
    except IntegrityError:
        return None
