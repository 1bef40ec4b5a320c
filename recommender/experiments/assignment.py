"""Who takes part, and in which arm: by hash, so that everybody stays where they are and nothing is stored for it."""

from collections.abc import Sequence
from hashlib import sha256

WIDTH = 8  # bytes of a digest that are looked at


def share_of(salt: str, unit: int) -> float:
    """A number in [0, 1) that is always the same for the same salt and unit, and evenly spread over units."""
    digest = sha256(f"{salt}:{unit}".encode()).digest()
    return (int.from_bytes(digest[:WIDTH], "big") >> 11) / 2**53


def assign(salt: str, unit: int, *, weights: Sequence[int], traffic: float) -> int | None:
    """The position of the unit's arm, None for who takes no part.

    `traffic` is the share of units that take part, `weights` how many parts each arm gets. Taking part and the arm hang
    on different digests, so that more traffic moves nobody from one arm to another. ValueError without a weight.
    """
    if not weights or min(weights) < 1:
        raise ValueError("every arm has a weight of 1 or more")
    if share_of(f"{salt}:part", unit) >= traffic:
        return None
    left = share_of(f"{salt}:arm", unit) * sum(weights)
    for position, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return position
    return len(weights) - 1  # the last bits of the sum were against it
