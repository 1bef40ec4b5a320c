"""Choices of the ratings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedKind(models.TextChoices):
    """The two personal shelves, and what was marked as seen without a day or a rating."""

    WATCHLIST = "watchlist", "Watchlist"
    FAVORITE = "favorite", "Favourites"
    SEEN = "seen", "Seen"


class ListVisibility(models.TextChoices):
    """Who sees a list."""

    PUBLIC = "public", _("Everyone")
    UNLISTED = "unlisted", _("Whoever has its link")
    FOLLOWERS = "followers", _("Your followers")
    PRIVATE = "private", _("Only you and those you invite")


class ListMemberState(models.TextChoices):
    """Whether somebody who was invited to a list works on it."""

    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Works on it"


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "Uploaded"
    MATCHING = "matching", "Being read"
    PREVIEW = "preview", "Waiting for you"
    APPLYING = "applying", "Being written"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"

    @classmethod
    def busy(cls) -> frozenset[str]:
        """States in which a worker is at it, or will be."""
        return frozenset({cls.UPLOADED, cls.MATCHING, cls.APPLYING, cls.UNDOING})


class ImportPolicy(models.TextChoices):
    """What happens to a rating where the member has one already."""

    MINE = "mine", "Keep what is here"
    THEIRS = "theirs", "Take what the file says"


class ItemState(models.TextChoices):
    """What became of a line."""

    MATCHED = "matched", "Found"
    AMBIGUOUS = "ambiguous", "More than one title fits"
    UNMATCHED = "unmatched", "Not in the catalog"
    SKIPPED = "skipped", "Left out"
    APPLIED = "applied", "Written"
    ALREADY = "already", "Was there already"
    FAILED = "failed", "Could not be written"


class ActivityKind(models.TextChoices):
    """What the ratings put into feeds."""

    RATED = "rated", "Rated a title"
    REVIEWED = "reviewed", "Reviewed a title"
    LOGGED = "logged", "Logged a viewing"
    LISTED = "listed", "Made a list"
    IMPORTED = "imported", "Brought a history along"


class DuelOutcome(models.TextChoices):
    """How a member answered which of two titles is better."""

    LEFT = "left", _("The left one")
    RIGHT = "right", _("The right one")
    TIE = "tie", _("Too close to call")
    SKIP = "skip", _("Not now")
