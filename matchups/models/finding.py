"""What looked wrong about votes, and how far voters are trusted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from matchups.enums import FindingKind, FindingState
from matchups.models.standing import Lineup
from moviesite.common.models import TimeStampedModel


class Finding(TimeStampedModel):
    """A suspicion about a voter, a network or a line-up. `key` names its subject, so that it is found once.

    `score` is the figure that was over `limit`, in the unit of its kind (see `matchups.abuse`); `facts` explains it.
    """

    kind = models.CharField(max_length=8, choices=FindingKind.choices)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=FindingState.choices, default=FindingState.OPEN)
    lineup = models.ForeignKey(Lineup, on_delete=models.CASCADE, related_name="findings", null=True, blank=True)
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="vote_findings", null=True, blank=True
    )
    score = models.FloatField(default=0.0)
    limit = models.FloatField(default=0.0)
    facts = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="finding_by_state"),
            models.Index(fields=["kind", "key"], name="finding_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"


class VoterTrust(TimeStampedModel):
    """How much a member's votes weigh, from 0 to 1, and why; `is_fixed` where a curator said so."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="voter_trust", primary_key=True
    )
    weight = models.FloatField(default=0.0)
    reason = models.CharField(max_length=120, blank=True)
    is_fixed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["member_id"]
        verbose_name = "trust in a voter"
        verbose_name_plural = "trust in voters"

    def __str__(self) -> str:
        return f"{self.member_id}: {self.weight:g}"
