"""What the pages call the sections that upper apps register by name."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LABELS: dict[str, str | Promise] = {
    "ratings": _("Ratings"),
    "reviews": _("Reviews"),
    "diary": _("Viewings in the diary"),
    "shelves": _("Titles on watchlist and favourites"),
    "lists": _("Lists"),
    "shared-lists": _("Lists of others you work on"),
    "top-fours": _("Top fours"),
    "liked-reviews": _("Liked reviews"),
    "dismissed-picks": _("Dismissed picks"),
    "shown-picks": _("Picks you were shown"),
    "experiments": _("Experiments you took part in"),
    "profile": _("Profile"),
    "avatar": _("Picture"),
    "following": _("Members you follow"),
    "followers": _("Followers"),
    "blocks": _("Blocked members"),
    "mutes": _("Muted members"),
    "searches": _("Searches"),
    "imports": _("Imports"),
    "notifications": _("Notifications"),
    "notification-preferences": _("Choices about notifications"),
    "wallets": _("Wallets"),
    "passkeys": _("Passkeys"),
    "api-tokens": _("API tokens"),
    "reports": _("Reports you made"),
    "moderation": _("Decisions of the moderators about you"),
    "appeals": _("Appeals you made"),
    "security-events": _("Security events"),
}

#: The order of the pages.
SHOWN = tuple(_LABELS)


def label_of(name: str) -> str | Promise:
    """A section in the reader's words; its own name where an app brought one that the pages do not know."""
    return _LABELS.get(name, name)
