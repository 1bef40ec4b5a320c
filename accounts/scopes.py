"""What personal API tokens may do: the scopes, and which request needs which.

A token is for the member's scripts. What proves, ends or hands over an account is out of its reach whatever its
scopes, and so is what only staff may do; a path that no rule names is readable and nothing else.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token was made for."""

    READ = "read", _("Read what you can read")
    WRITE = "write", _("Rate, review, log, list and vote")
    PROFILE = "profile", _("Change your profile, follows and notifications")


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

#: Never by token, with any method.
_CLOSED = (
    "/api/auth/",
    "/api/admin/",
    "/api/index",
    "/api/reindex/",
    "/api/ml/train/",
    "/api/telegram/",
    "/api/user/export",
    "/api/user/factors",
    "/api/user/merge",
    "/api/user/restore",
    "/api/user/sessions",
    "/api/user/tokens",
    "/api/user/wallets",
)
#: The scope that writing below a path needs; the longest path that fits counts.
_WRITING = {
    "/api/comparisons": Scope.WRITE,
    "/api/lists": Scope.WRITE,
    "/api/ml/recommendations": Scope.READ,  # POST by contract, but nothing is written
    "/api/movies": Scope.WRITE,
    "/api/notifications": Scope.PROFILE,
    "/api/profiles": Scope.PROFILE,
    "/api/recommendations": Scope.WRITE,
    "/api/reports": Scope.WRITE,
    "/api/reviews": Scope.WRITE,
    "/api/top4-sets": Scope.WRITE,
    "/api/user/avatar": Scope.PROFILE,
    "/api/user/diary": Scope.WRITE,
    "/api/user/blocks": Scope.PROFILE,
    "/api/user/dismissals": Scope.WRITE,
    "/api/user/favorites": Scope.WRITE,
    "/api/user/import": Scope.WRITE,
    "/api/user/notification-preferences": Scope.PROFILE,
    "/api/user/profile": Scope.PROFILE,
    "/api/user/ranking": Scope.WRITE,
    "/api/user/rating": Scope.WRITE,
    "/api/user/search-history": Scope.PROFILE,
    "/api/user/watchlist": Scope.WRITE,
    "/api/votes": Scope.WRITE,
}


def required_scope(method: str, path: str) -> Scope | None:
    """The scope that a request needs; None for what no token may do."""
    if any(_is_below(path, closed.rstrip("/")) for closed in _CLOSED):
        return None
    if method in SAFE_METHODS:
        return Scope.READ
    if method == "DELETE" and path.startswith("/api/profiles/") and path.count("/") == 3:
        return None  # that is the account itself
    fitting = [prefix for prefix in _WRITING if _is_below(path, prefix)]
    return _WRITING[max(fitting, key=len)] if fitting else None


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")
