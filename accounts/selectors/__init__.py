"""Reads about members."""

from accounts.selectors.members import (
    LOGINS_SHOWN,
    LoginCard,
    candidates_of,
    find_by_identifier,
    logins_of,
    profile_of,
)
from accounts.selectors.people import hidden_from, public_profiles, seen_by, visible_member

__all__ = [
    "LOGINS_SHOWN",
    "LoginCard",
    "candidates_of",
    "find_by_identifier",
    "hidden_from",
    "logins_of",
    "profile_of",
    "public_profiles",
    "seen_by",
    "visible_member",
]
