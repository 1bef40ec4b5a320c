"""Pairs that were offered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from matchups.enums import PairReason
from matchups.models.standing import Lineup
from matchups.models.top4 import Top4Set


class Comparison(models.Model):
    """One pair, offered to one voter: the ticket that a vote needs, good for one answer.

    `voter_key` is "m" and the id of a member, or "v" and the digest of a visitor's key. `set_a` stood on the left;
    which one did was chosen at random. A voter is never offered the same two line-ups twice, whatever the sides.
    """

    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="comparisons", null=True, blank=True
    )
    voter_key = models.CharField(max_length=40)
    set_a = models.ForeignKey(Top4Set, on_delete=models.PROTECT, related_name="+")
    set_b = models.ForeignKey(Top4Set, on_delete=models.PROTECT, related_name="+")
    lineup_a = models.ForeignKey(Lineup, on_delete=models.PROTECT, related_name="comparisons_left")
    lineup_b = models.ForeignKey(Lineup, on_delete=models.PROTECT, related_name="comparisons_right")
    pair_low = models.BigIntegerField(editable=False)
    pair_high = models.BigIntegerField(editable=False)
    reason = models.CharField(max_length=8, choices=PairReason.choices)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voter_key", "pair_low", "pair_high"], name="comparison_pair_once"),
            models.CheckConstraint(name="comparison_pair_in_order", condition=Q(pair_low__lt=F("pair_high"))),
        ]
        indexes: ClassVar = [models.Index(fields=["voter_key", "answered_at", "id"], name="comparison_by_voter")]

    def __str__(self) -> str:
        return f"Comparison {self.pk}: {self.lineup_a_id} or {self.lineup_b_id}"


class PairTally(models.Model):
    """How often one line-up was preferred to another, among the votes that count; `pair_low` is the lower id."""

    pair_low = models.BigIntegerField()
    pair_high = models.BigIntegerField()
    wins_low = models.PositiveIntegerField(default=0)
    wins_high = models.PositiveIntegerField(default=0)
    ties = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["pair_low", "pair_high"]
        verbose_name_plural = "pair tallies"
        constraints: ClassVar = [models.UniqueConstraint(fields=["pair_low", "pair_high"], name="pair_tally_once")]
        indexes: ClassVar = [models.Index(fields=["pair_high"], name="pair_tally_by_high")]  # a set's own results

    def __str__(self) -> str:
        return f"{self.pair_low} {self.wins_low}:{self.wins_high} {self.pair_high}"
