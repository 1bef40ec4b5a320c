"""How much a voter weighs by what is known of them, and how much all accounts behind one network weigh together.

Accounts cost nothing to make (Douceur, "The Sybil Attack", IPTPS 2002), so what is scarce has to be counted instead:
time, days of activity, and networks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EMAIL_AGE_DAYS = 3
"""Age at which an account with a confirmed address counts."""
WALLET_AGE_DAYS = 14
WALLET_ACTIVE_DAYS = 3
"""A wallet costs nothing to make, so an account with no address needs age, and days on which it did something."""
LONG_STANDING_DAYS = 90
"""Age at which an account with a confirmed address no longer shares its network's voices."""
NETWORK_VOICES = 3.0
"""Full weights that all younger accounts behind one network have together about one line-up."""
NETWORK_DAYS = 30
"""Days after which a voice of a network is free again."""
ROUNDING = 1e-9  # a hundred shares of .03 are slightly more than three


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an account: its age in whole days, its factors, and the days on which it did something."""

    age_days: int
    has_confirmed_email: bool
    has_wallet: bool
    active_days: int
    is_vouched: bool = False

    @property
    def is_long_standing(self) -> bool:
        """Whether the rule of networks leaves it alone."""
        return self.is_vouched or (self.has_confirmed_email and self.age_days >= LONG_STANDING_DAYS)


@dataclass(frozen=True, slots=True)
class Trust:
    """A weight from 0 to 1 and the reason for it."""

    weight: float
    reason: str


def trust_of(evidence: Evidence) -> Trust:
    """The weight of an account's votes, whatever its network."""
    if evidence.is_vouched:
        return Trust(1.0, "vouched for")
    if evidence.has_confirmed_email and evidence.age_days >= EMAIL_AGE_DAYS:
        return Trust(1.0, "confirmed address, no longer fresh")
    if evidence.has_wallet and evidence.age_days >= WALLET_AGE_DAYS and evidence.active_days >= WALLET_ACTIVE_DAYS:
        return Trust(1.0, "wallet of some age, active")
    return Trust(0.0, "fresh")


def shared_trust(evidence: Evidence, neighbours: int) -> Trust:
    """The weight where so many younger accounts behind one network voted on one line-up, this one among them.

    The voices of the network are shared out evenly, so that making more accounts makes nobody louder.
    """
    trust = trust_of(evidence)
    if evidence.is_long_standing or neighbours <= NETWORK_VOICES or not trust.weight:
        return trust
    return Trust(trust.weight * NETWORK_VOICES / neighbours, f"shares its network with {neighbours - 1} others")


def has_room(weight: float, others: Iterable[float]) -> bool:
    """Whether a network has a voice of so much weight left beside the weights of its other accounts."""
    return weight + sum(others) <= NETWORK_VOICES + ROUNDING
