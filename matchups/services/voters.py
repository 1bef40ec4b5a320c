"""Who votes: a member, or a visitor known by nothing but a random key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Voter:
    """`key` is what their comparisons and votes are found by; `network` a keyed digest of where they come from."""

    key: str
    member: User | None = None
    network: str = ""


def member_key(user_id: int) -> str:
    """The key of a member."""
    return f"m{user_id}"


def visitor_key(secret: str) -> str:
    """The key of a visitor: a digest, so that the table of votes lends nobody their cookie."""
    return "v" + hashlib.sha256(secret.encode()).hexdigest()[:32]


def network_digest(network: str) -> str:
    """What votes of one network have in common, without saying which it is."""
    return salted_hmac("matchups.network", network, algorithm="sha256").hexdigest()[:32]
