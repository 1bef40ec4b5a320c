"""The log of votes, and the ledger of what they changed. Nothing in either is ever deleted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from matchups.enums import ChangeKind, Outcome, SkipReason, VoidReason, VoteState
from matchups.models.comparison import Comparison
from matchups.models.finding import Finding
from matchups.models.standing import Lineup


class Vote(models.Model):
    """An answer. `live_key` is the comparison's id while it stands and NULL once it is void: one stands at most.

    What the voter was told is kept, so that the same answer sent again is told the same: the tallies of the pair
    (`told_a`, `told_b`, `told_ties`) and `change`, the points that the left four gain and the right four lose by it,
    at once or, while it waits, once it counts. `network` is a keyed digest of where it came from.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="votes")
    live_key = models.BigIntegerField(unique=True, null=True, blank=True, editable=False)
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="votes", null=True, blank=True
    )
    voter_key = models.CharField(max_length=40)
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    skip_reason = models.CharField(max_length=8, choices=SkipReason.choices, blank=True)
    state = models.CharField(max_length=8, choices=VoteState.choices)
    void_reason = models.CharField(max_length=8, choices=VoidReason.choices, blank=True)
    finding = models.ForeignKey(Finding, on_delete=models.SET_NULL, related_name="votes", null=True, blank=True)
    weight = models.FloatField(default=0.0)
    change = models.FloatField(default=0.0)
    told_a = models.PositiveIntegerField(default=0)
    told_b = models.PositiveIntegerField(default=0)
    told_ties = models.PositiveIntegerField(default=0)
    network = models.CharField(max_length=32, blank=True)
    cast_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["voter_key", "-id"], name="vote_by_voter"),
            models.Index(fields=["voter", "-id"], name="vote_by_member"),
            models.Index(fields=["state", "id"], name="vote_by_state"),
            models.Index(fields=["network", "cast_at"], name="vote_by_network"),
        ]

    def __str__(self) -> str:
        return f"Vote {self.pk}: {self.outcome} ({self.state})"


class RatingChange(models.Model):
    """One row of the ledger: the left four gain `change` points and the right four lose them.

    Each film of the left four that is not among the right four gains `title_change`, its counterparts lose it. The
    ratings of the two line-ups afterwards are kept for plots. Rows of one line-up are in the order of their ids, since
    they are written while its row is locked.
    """

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    lineup_a = models.ForeignKey(Lineup, on_delete=models.PROTECT, related_name="changes_left")
    lineup_b = models.ForeignKey(Lineup, on_delete=models.PROTECT, related_name="changes_right")
    change = models.FloatField()
    title_change = models.FloatField()
    rating_a = models.FloatField()
    rating_b = models.FloatField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.change:+.2f}"
