"""Choices of the matchups."""

from django.db import models

TOP_FOUR = "top_four"
"""The kind of a feed's entry that tells of a new set."""


class SetOrigin(models.TextChoices):
    """Who put a set together."""

    MEMBER = "member", "A member"
    CURATOR = "curator", "A curator"
    IMPORT = "import", "An import"


class PairReason(models.TextChoices):
    """Why a pair was chosen; the random ones are what the others are judged by."""

    RANDOM = "random", "At random"
    CLOSE = "close", "Close and uncertain"
    NEW = "new", "Placing a new set"
    DIVERSE = "diverse", "Another genre, language or decade"


class Outcome(models.TextChoices):
    """What a voter answers: the left four, the right four, neither more than the other, or nothing."""

    A = "a", "The left four"
    B = "b", "The right four"
    TIE = "tie", "Too close to call"
    SKIP = "skip", "Skipped"


#: What the left four win by an answer; a skip is no result.
SHARES = {Outcome.A.value: 1.0, Outcome.B.value: 0.0, Outcome.TIE.value: 0.5}


class SkipReason(models.TextChoices):
    """Why a pair was skipped."""

    LATER = "later", "Not now"
    UNKNOWN = "unknown", "Does not know these"


class VoteState(models.TextChoices):
    """Whether a vote moves the ratings. Void ones stay in the log and never count again."""

    COUNTED = "counted", "Counted"
    WAITING = "waiting", "Waits until its voter is checked"
    HELD = "held", "Held back for a curator"
    VOID = "void", "Void"


class VoidReason(models.TextChoices):
    """Why a vote is void."""

    UNDONE = "undone", "Undone by its voter"
    TWICE = "twice", "Its voter had answered this pair under another name"
    OWN = "own", "About a set of its voter's own"
    CURATOR = "curator", "By a curator"


class ChangeKind(models.TextChoices):
    """What a row of the ledger of ratings records."""

    VOTE = "vote", "A vote was counted"
    REVERSAL = "reversal", "A counted vote was taken back"


class FindingKind(models.TextChoices):
    """What looked wrong about votes."""

    BURST = "burst", "Too many at once"
    RING = "ring", "Votes that come mostly from few accounts"
    OUTLIER = "outlier", "A voter against the crowd"
    NETWORK = "network", "Many fresh accounts behind one network"
    MANUAL = "manual", "Marked by a curator"


class FindingState(models.TextChoices):
    """What a curator made of a finding. Votes of an open one are held back."""

    OPEN = "open", "Open"
    UPHELD = "upheld", "Upheld: the votes are void"
    DISMISSED = "dismissed", "Dismissed: the votes count"
